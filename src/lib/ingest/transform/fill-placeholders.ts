import { PLACEHOLDER } from '../source/placeholders.ts';

/** The staged records of one file of a source that a step works on. */
export interface StagedRange {
  /** The staging table, quoted and qualified. */
  readonly table: string;
  readonly fileIds: readonly number[];
  /** Only these records of the one file in `fileIds`, both ends included. */
  readonly records?: { readonly from: number; readonly to: number };
}

/** Replaces `{{file}}`, the step's own file, by a derived table of the staged records to work on. */
export function fillPlaceholders(sql: string, range: StagedRange): string {
  return sql.replaceAll(PLACEHOLDER, () => `(SELECT * FROM ${range.table} WHERE ${condition(range)})`);
}

function condition({ fileIds, records }: StagedRange): string {
  // An empty IN () is no SQL; a source may have an optional file that did not come.
  if (fileIds.length === 0) return 'FALSE';
  const files = fileIds.length === 1 ? `_file = ${fileIds[0]}` : `_file IN (${fileIds.join(', ')})`;
  return records === undefined ? files : `${files} AND _record BETWEEN ${records.from} AND ${records.to}`;
}
