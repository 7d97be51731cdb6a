import { quoteName } from '../../infra/mariadb/identifiers.ts';
import { PLACEHOLDER } from '../source/placeholders.ts';

/** The staged records of one file of a source that a step works on. */
export interface StagedRange {
  /** The staging table, quoted and qualified. */
  readonly table: string;
  readonly fileIds: readonly number[];
  /** Only these records of the one file in `fileIds`, both ends included. */
  readonly records?: { readonly from: number; readonly to: number };
}

/** Words that may follow a table in a SELECT and are not its alias. */
const AFTER_A_TABLE =
  /^(where|join|inner|left|right|cross|natural|straight_join|on|using|group|order|having|limit|offset|fetch|union|except|intersect|window|for|lock|procedure|into)$/i;
const NEXT_WORD = /^\s+(?:(as)\s+)?(`|"|[a-z_$\u0080-\uffff][\w$\u0080-\uffff]*)/i;

/**
 * Replaces `{{file}}`, the step's own file, by a derived table of the staged records to work on. A derived table needs
 * an alias; if the step gives none, it is the name of the file.
 */
export function fillPlaceholders(sql: string, range: StagedRange): string {
  return sql.replaceAll(PLACEHOLDER, (placeholder, file: string, offset: number) => {
    const derived = `(SELECT * FROM ${range.table} WHERE ${condition(range)})`;
    return hasAlias(sql.slice(offset + placeholder.length)) ? derived : `${derived} AS ${quoteName(file)}`;
  });
}

function hasAlias(rest: string): boolean {
  const [, as, word] = NEXT_WORD.exec(rest) ?? [];
  return word !== undefined && (as !== undefined || !AFTER_A_TABLE.test(word));
}

function condition({ fileIds, records }: StagedRange): string {
  // An empty IN () is no SQL; a source may have an optional file that did not come.
  if (fileIds.length === 0) return 'FALSE';
  const files = fileIds.length === 1 ? `_file = ${fileIds[0]}` : `_file IN (${fileIds.join(', ')})`;
  return records === undefined ? files : `${files} AND _record BETWEEN ${records.from} AND ${records.to}`;
}
