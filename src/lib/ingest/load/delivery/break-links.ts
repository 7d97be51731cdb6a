import type { MariadbConnection } from '../../../infra/mariadb/connection.ts';
import { quoteName } from '../../../infra/mariadb/identifiers.ts';
import { changeInParts } from '../delete-in-parts.ts';
import { isSelfReference, nullableLink, referringKeys } from './referring-keys.ts';
import type { RowsOfFiles } from './require-unreferenced.ts';

/**
 * Lets rows that are to be deleted no longer refer to each other, in slices: the server deletes no row before those that refer
 * to it, and a chain may be as long as the file. That keys which take no NULL have no such rows was made sure of before.
 */
export async function breakLinks(
  connection: MariadbConnection,
  { into, column, fileIds }: RowsOfFiles,
): Promise<void> {
  for (const key of await referringKeys(connection, into)) {
    const link = nullableLink(key);
    if (link === undefined || !isSelfReference(key, into)) continue;
    const child = quoteName(link);
    const where = `${quoteName(column)} IN (${fileIds.join(', ')}) AND ${child} IS NOT NULL`;
    await changeInParts(connection, into, {
      change: (table) => `UPDATE ${table} SET ${child} = NULL`,
      where,
    });
  }
}
