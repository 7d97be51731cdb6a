import { quoteName } from '../../infra/mariadb/identifiers.ts';
import type { FileSpec } from '../source/source-schema.ts';

/**
 * The select of a file's surplus records: those whose key another record of the file has already. Keys compare
 * byte by byte, and a key with a NULL in it equals no other.
 */
export function duplicatesSelect(
  stageTable: string,
  fileId: number,
  key: readonly string[],
  policy: FileSpec['duplicates'],
): string {
  const columns = key.map(quoteName).join(', ');
  const direction = policy === 'keep_last' ? 'DESC' : 'ASC';
  const present = key.map((name) => `${quoteName(name)} IS NOT NULL`).join(' AND ');
  return (
    `SELECT _file, _record FROM (SELECT _file, _record, ROW_NUMBER() OVER ` +
    `(PARTITION BY ${columns} ORDER BY _record ${direction}) AS nth FROM ${stageTable} ` +
    `WHERE _file = ${fileId} AND ${present}) AS numbered WHERE nth > 1`
  );
}
