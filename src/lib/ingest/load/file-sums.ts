import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { quoteQualified } from '../../infra/mariadb/identifiers.ts';
import type { RuleCount } from './chunk.ts';

export interface FileTotals {
  readonly parsed: number;
  readonly accepted: number;
  readonly rejected: number;
}

/** What the ledger says of the records of a file. */
export interface FileSums {
  /** Adds up chunks and rejects, writes the sums into the file's row and returns them. */
  sumUp(fileId: number): Promise<FileTotals>;
  totals(fileId: number): Promise<FileTotals>;
  rules(fileId: number): Promise<RuleCount[]>;
}

export function fileSums(connection: MariadbConnection, meta: string): FileSums {
  const table = (name: string) => quoteQualified(meta, name);
  const files = table('ingest_file');
  const totals = async (fileId: number): Promise<FileTotals> => {
    const [row] = await connection.query<FileTotals>(
      `SELECT CAST(records_parsed AS DOUBLE) AS parsed, CAST(records_accepted AS DOUBLE) AS accepted,
              CAST(records_rejected AS DOUBLE) AS rejected FROM ${files} WHERE file_id = ?`,
      [fileId],
    );
    return row ?? { parsed: 0, accepted: 0, rejected: 0 };
  };
  return {
    totals,
    async sumUp(fileId) {
      await connection.run(
        `UPDATE ${files}
            SET records_parsed = (SELECT COALESCE(SUM(parsed), 0) FROM ${table('ingest_chunk')} WHERE file_id = ?),
                records_rejected = (SELECT COUNT(DISTINCT record_no) FROM ${table('ingest_reject')} WHERE file_id = ?),
                records_accepted = records_parsed - records_rejected
                  - (SELECT COUNT(*) FROM ${table('ingest_deferred')} WHERE file_id = ?)
          WHERE file_id = ?`,
        [fileId, fileId, fileId, fileId],
      );
      return totals(fileId);
    },
    rules: (fileId) =>
      connection.query<RuleCount>(
        `SELECT rule, NULLIF(column_name, '') AS \`column\`, action, CAST(SUM(count) AS DOUBLE) AS count,
                CAST(MIN(first_record) AS DOUBLE) AS firstRecord, CAST(MIN(first_line) AS DOUBLE) AS firstLine
           FROM ${table('ingest_rule_count')} WHERE file_id = ? GROUP BY rule, column_name, action
          ORDER BY rule, column_name, action`,
        [fileId],
      ),
  };
}
