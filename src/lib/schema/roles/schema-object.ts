import { auditDatabaseOf } from '../../infra/audit/audit-database.ts';
import type { Databases } from '../../infra/config/databases.ts';

/** Something that rights are given on. */
export interface SchemaObject {
  readonly type: 'table' | 'view' | 'function' | 'procedure';
  /** `audit`: the database of the audit, which is not one of the environment's. */
  readonly database: keyof Databases | 'audit';
  readonly name: string;
}

/** `data.masked_customer`, as the table of roles names it. */
export function objectName({ database, name }: SchemaObject): string {
  return `${database}.${name}`;
}

/** What its database is called on the server. */
export function schemaOf({ database }: Pick<SchemaObject, 'database'>, databases: Databases): string {
  return database === 'audit' ? auditDatabaseOf(databases.data) : databases[database];
}
