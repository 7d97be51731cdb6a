import { quoteName } from '../../infra/mariadb/identifiers.ts';

/** Where the rows of a file go. */
export interface LoadDestination {
  /** The table, quoted and qualified. */
  readonly table: string;
  /** The columns, in the order of the encoded fields behind the record number. */
  readonly columns: readonly string[];
  /** Staging tables keep file and record number; in others both are left out. */
  readonly staged: boolean;
}

/**
 * The statement that takes the encoder's rows. LOCAL means IGNORE to the server, which turns errors into
 * warnings; the loader therefore accepts a chunk only with no warning and the exact count.
 */
export function loadStatement(destination: LoadDestination, fileId: number): string {
  const columns = destination.columns.map(quoteName);
  // The server passes over what stands before the first tab: cheaper for it than a variable to put the number into.
  const [start, fields] = destination.staged
    ? ['', [quoteName('_record'), ...columns]]
    : ["STARTING BY '\\t' ", columns];
  const set = destination.staged ? ` SET ${quoteName('_file')} = ${fileId}` : '';
  return (
    `LOAD DATA LOCAL INFILE 'aether' INTO TABLE ${destination.table} CHARACTER SET utf8mb4 ` +
    `FIELDS TERMINATED BY '\\t' ESCAPED BY '\\\\' LINES ${start}TERMINATED BY '\\n' (${fields.join(', ')})${set}`
  );
}
