import { type ColumnSpec, columnBehaviour } from './column-spec.ts';

/** The definition of a column in the staging table, after its name: `DECIMAL(12,2) NOT NULL`. */
export function columnDdl(spec: ColumnSpec): string {
  const neverNull = spec.on_fail !== 'null' && (spec.required || spec.default !== undefined);
  return `${columnBehaviour(spec).sqlType} ${neverNull ? 'NOT NULL' : 'NULL'}`;
}
