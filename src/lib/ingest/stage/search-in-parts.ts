import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { serverErrno } from '../../infra/mariadb/driver-error.ts';
import { quoteQualified } from '../../infra/mariadb/identifiers.ts';
import { rowsPerPart, type TableName } from '../load/delete-in-parts.ts';
import { refreshStatistics } from './refresh-statistics.ts';
import { collectFailed, type FailedCount } from './reject-staged.ts';

/** All that a search has found. Unlike what one transaction takes out of it, it is worked out once. */
const FOUND = '`_aether_found`';
const NO_SUCH_TABLE = 1146;
/** As many records as other steps work through in one transaction. */
const MOST_RECORDS = 50_000;

export interface Search {
  /** Gives `_file, _record`. */
  readonly select: string;
  /** The staging table of the records. */
  readonly stage: TableName;
}

/** How many staged records one transaction may move. */
export async function recordsPerPart(connection: MariadbConnection, stage: TableName): Promise<number> {
  return Math.min(MOST_RECORDS, await rowsPerPart(connection, stage));
}

/**
 * Searches outside of any transaction, so that nothing that is read stays locked, and calls `work` for one part of what was
 * found after the other. `work` is to run a transaction of its own, and in it `collect`, which puts the part into the
 * temporary table of failed records. If the session is lost, and its temporary tables with it, the search begins again:
 * it must find only what is not done yet.
 */
export async function searchInParts<Result>(
  connection: MariadbConnection,
  search: Search,
  work: (collect: () => Promise<FailedCount[]>) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (;;) {
    const last = await find(connection, search.select);
    if (last === 0) return results;
    // The size of the staged records is not known yet right after they were loaded.
    await refreshStatistics(connection, [quoteQualified(search.stage.database, search.stage.table)]);
    const size = await recordsPerPart(connection, search.stage);
    try {
      for (let from = 1; from <= last; from += size) {
        const part = `SELECT _file, _record FROM ${FOUND} WHERE _row BETWEEN ${from} AND ${from + size - 1}`;
        results.push(await work(() => collectFailed(connection, part)));
      }
      return results;
    } catch (thrown) {
      if (serverErrno(thrown) !== NO_SUCH_TABLE || (await isFound(connection))) throw thrown;
    }
  }
}

/** Returns the number of the last row; on a cluster, not all numbers are used. */
async function find(connection: MariadbConnection, select: string): Promise<number> {
  for (;;) {
    await connection.run(`DROP TEMPORARY TABLE IF EXISTS ${FOUND}`);
    await connection.run(
      `CREATE TEMPORARY TABLE ${FOUND} (_row BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY) ENGINE=InnoDB AS
       SELECT _file, _record FROM (${select}) AS found ORDER BY _file, _record`,
    );
    try {
      const [row] = await connection.query<{ last: number | null }>(
        `SELECT CAST(MAX(_row) AS DOUBLE) AS last FROM ${FOUND}`,
      );
      return row?.last ?? 0;
    } catch (thrown) {
      if (serverErrno(thrown) !== NO_SUCH_TABLE) throw thrown;
    }
  }
}

async function isFound(connection: MariadbConnection): Promise<boolean> {
  return connection.query(`SELECT 1 FROM ${FOUND} LIMIT 0`).then(
    () => true,
    () => false,
  );
}
