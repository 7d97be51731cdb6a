import type { Databases } from '../../infra/config/databases.ts';

/**
 * What a table is, part by part: `column price`, `primary key`, `index ix_price`, `foreign key fk_price`, `check chk_price`,
 * `option engine`, `partitioning`, `trigger price_before_insert`. Each text is as an ALTER TABLE takes it (of a trigger, its
 * CREATE), with the environment's databases as `{data}`, so that environments of other names have the same shape.
 */
export type Parts = Readonly<Record<string, string>>;

export interface TableShape {
  readonly database: keyof Databases;
  readonly table: string;
  /** Columns in their order, then what else the table has. */
  readonly parts: Parts;
}

/** `data.price`: unlike in every database of an environment. */
export function tableKey({ database, table }: Pick<TableShape, 'database' | 'table'>): string {
  return `${database}.${table}`;
}

/** The kind of a part: `foreign key` of `foreign key fk_price`. */
export function kindOf(part: string): string {
  return KINDS.find((kind) => part === kind || part.startsWith(`${kind} `)) ?? part;
}

/** The name of a part: `fk_price` of `foreign key fk_price`; empty for what a table has one of. */
export function nameOf(part: string): string {
  return part.slice(kindOf(part).length + 1);
}

const KINDS = [
  'column',
  'primary key',
  'index',
  'foreign key',
  'check',
  'period',
  'option',
  'partitioning',
  'trigger',
];
