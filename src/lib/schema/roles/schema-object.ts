import type { Databases } from '../../infra/config/databases.ts';

/** Something that rights are given on. */
export interface SchemaObject {
  readonly type: 'table' | 'view' | 'function' | 'procedure';
  readonly database: keyof Databases;
  readonly name: string;
}

/** `data.masked_customer`, as the table of roles names it. */
export function objectName({ database, name }: SchemaObject): string {
  return `${database}.${name}`;
}
