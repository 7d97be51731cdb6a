import { AetherError } from '../../../core/errors.ts';
import type { MariadbConnection } from '../../../infra/mariadb/connection.ts';
import { serverErrno } from '../../../infra/mariadb/driver-error.ts';
import { quoteName, quoteQualified } from '../../../infra/mariadb/identifiers.ts';
import type { TableName } from '../delete-in-parts.ts';
import { isSelfReference, nullableLink, type ReferringKey, referringKeys } from './referring-keys.ts';

/** Rows of a table that are to be deleted: those whose column has one of these file numbers. */
export interface RowsOfFiles {
  readonly into: TableName;
  readonly column: string;
  readonly fileIds: readonly number[];
}

const MAY_NOT_READ = new Set([1142, 1143]);

/**
 * Makes sure that no other rows refer to these: the server would refuse to delete them half-way, or would delete or change
 * the others too, if a foreign key says so. Nor may they refer to each other by a key that takes no NULL: the server deletes
 * none of such rows, not even one that refers to itself. Throws LOAD_REFUSED naming the table and its constraint.
 */
export async function requireUnreferenced(connection: MariadbConnection, rows: RowsOfFiles): Promise<void> {
  for (const key of await referringKeys(connection, rows.into)) {
    const found = await isReferred(connection, rows, key);
    if (found !== 'no') throw referred(rows, key, found);
  }
}

async function isReferred(
  connection: MariadbConnection,
  { into, column, fileIds }: RowsOfFiles,
  key: ReferringKey,
): Promise<'yes' | 'no' | 'unknown'> {
  const { database, table, pairs } = key;
  const number = quoteName(column);
  const files = fileIds.join(', ');
  const on = pairs.map(({ child, parent }) => `c.${quoteName(child)} = p.${quoteName(parent)}`).join(' AND ');
  const mayBeNull = isSelfReference(key, into) && nullableLink(key) !== undefined;
  const others = mayBeNull ? ` AND (c.${number} IS NULL OR c.${number} NOT IN (${files}))` : '';
  try {
    const found = await connection.query(
      `SELECT 1 FROM ${quoteQualified(into.database, into.table)} AS p JOIN ${quoteQualified(database, table)} AS c ON ${on}
        WHERE p.${number} IN (${files})${others} LIMIT 1`,
    );
    return found.length > 0 ? 'yes' : 'no';
  } catch (thrown) {
    if (MAY_NOT_READ.has(serverErrno(thrown) ?? 0)) return 'unknown';
    throw thrown;
  }
}

function referred({ into }: RowsOfFiles, key: ReferringKey, found: 'yes' | 'unknown'): AetherError {
  const name = `${key.database}.${key.table}`;
  const place = `${into.database}.${into.table}`;
  const isSelf = isSelfReference(key, into);
  const others = isSelf ? 'rows of other files' : 'rows';
  const message =
    isSelf && nullableLink(key) === undefined
      ? `rows of ${place} that --replace would delete are referred to (constraint ${key.name}), and the key takes no NULL`
      : found === 'yes'
        ? `${others} in ${name} refer to rows of ${place} that --replace would delete (constraint ${key.name})`
        : `whether rows in ${name} refer to rows of ${place} that --replace would delete (constraint ${key.name}) is unknown: the account may not read ${name}`;
  return new AetherError('LOAD_REFUSED', `${message}; nothing was deleted`, {
    hint:
      found === 'yes'
        ? 'delete them first, or let them refer to other rows; or load the file with --append'
        : `grant the ingest account SELECT on ${name}`,
    details: { table: name, constraint: key.name },
  });
}
