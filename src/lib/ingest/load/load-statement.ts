import { quoteName } from '../../infra/mariadb/identifiers.ts';
import type { BoundColumn } from '../columns/bind-columns.ts';

/** A column that the rows have a field for. */
export interface LoadColumn {
  readonly name: string;
  /** The server converts the field to a number first: in a BIT column text is bits. */
  readonly isNumber: boolean;
  /** The table does not get it. */
  readonly isSkipped?: boolean;
}

/** Where the rows of a file go. */
export interface LoadDestination {
  /** The table, quoted and qualified. */
  readonly table: string;
  /** The columns, in the order of the encoded fields after the record number. */
  readonly columns: readonly LoadColumn[];
  /** Staging tables keep file and record number; in others both are left out. */
  readonly staged: boolean;
  /** Column that gets the number of the file, in tables other than staging. */
  readonly fileIdColumn?: string | undefined;
}

/** The columns of a file, as its rows have them. */
export function loadColumns(columns: readonly BoundColumn[]): LoadColumn[] {
  return columns.map(({ spec, fit }) => ({ name: spec.name, isNumber: fit?.isNumber === true }));
}

/**
 * The statement that takes the encoder's rows. LOCAL means IGNORE to the server, which turns errors into
 * warnings; the loader therefore accepts a chunk only with no warning and the exact count.
 */
export function loadStatement(destination: LoadDestination, fileId: number): string {
  const columns = destination.columns.map(({ name, isNumber, isSkipped }, index) =>
    isNumber || isSkipped === true ? variable(index) : quoteName(name),
  );
  // The server passes over what stands before the first tab: cheaper for it than a variable to put the number into.
  const [start, fields] = destination.staged
    ? ['', [quoteName('_record'), ...columns]]
    : ["STARTING BY '\\t' ", columns];
  const fileColumn = destination.staged ? '_file' : destination.fileIdColumn;
  const assignments = [
    ...(fileColumn === undefined ? [] : [`${quoteName(fileColumn)} = ${fileId}`]),
    ...destination.columns.flatMap(({ name, isNumber, isSkipped }, index) =>
      isNumber && isSkipped !== true ? [`${quoteName(name)} = CAST(${variable(index)} AS UNSIGNED)`] : [],
    ),
  ];
  const set = assignments.length === 0 ? '' : ` SET ${assignments.join(', ')}`;
  return (
    `LOAD DATA LOCAL INFILE 'aether' INTO TABLE ${destination.table} CHARACTER SET utf8mb4 ` +
    `FIELDS TERMINATED BY '\\t' ESCAPED BY '\\\\' LINES ${start}TERMINATED BY '\\n' (${fields.join(', ')})${set}`
  );
}

function variable(index: number): string {
  return `@aether_${index + 1}`;
}
