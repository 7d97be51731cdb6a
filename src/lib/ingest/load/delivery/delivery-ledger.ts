import type { MariadbConnection } from '../../../infra/mariadb/connection.ts';
import { quoteQualified } from '../../../infra/mariadb/identifiers.ts';
import { FILE_COLUMNS, type FileIdentity, type LedgerFile, type NewFile } from '../file-ledger.ts';

/** What a delivery is known by: the file of the source, where it goes, and its name. */
export type DeliveryIdentity = Pick<NewFile, 'source' | 'fileKey' | 'target' | 'deliveryName'>;

/** The newest file that was delivered under the name of this one, superseded ones not counted. */
export async function latestDelivery(
  connection: MariadbConnection,
  meta: string,
  { source, fileKey, target, deliveryName }: DeliveryIdentity,
): Promise<LedgerFile | undefined> {
  const [row] = await connection.query<LedgerFile>(
    `SELECT ${FILE_COLUMNS} FROM ${quoteQualified(meta, 'ingest_file')}
      WHERE source = ? AND file_key = ? AND target = ? AND delivery_name = ? AND is_current = 1
      ORDER BY file_id DESC LIMIT 1`,
    [source, fileKey, target, deliveryName],
  );
  return row;
}

/** The newest superseded file with the same bytes. */
export async function supersededCopy(
  connection: MariadbConnection,
  meta: string,
  { source, fileKey, target, contentSha256 }: FileIdentity,
): Promise<LedgerFile | undefined> {
  const [row] = await connection.query<LedgerFile>(
    `SELECT ${FILE_COLUMNS} FROM ${quoteQualified(meta, 'ingest_file')}
      WHERE source = ? AND file_key = ? AND target = ? AND content_sha256 = ? AND is_current IS NULL
      ORDER BY file_id DESC LIMIT 1`,
    [source, fileKey, target, contentSha256],
  );
  return row;
}
