import { AetherError } from '../../../core/errors.ts';
import type { EmbeddingsSection, TextField } from '../../../infra/config/sections/embeddings-section.ts';
import type { MariadbConnection } from '../../../infra/mariadb/connection.ts';
import { quoteQualified } from '../../../infra/mariadb/identifiers.ts';
import { FIELD_COLUMNS } from './text-fields.ts';

/** Reads the personal columns of the business tables: `review.body`. */
export async function readPersonalColumns(
  connection: MariadbConnection,
  metaDatabase: string,
): Promise<ReadonlySet<string>> {
  const rows = await connection.query<{ name: string }>(
    `SELECT CONCAT(table_name, '.', column_name) AS name FROM ${quoteQualified(metaDatabase, 'pii_column')}
      WHERE database_role = 'data'`,
  );
  return new Set(rows.map(({ name }) => name));
}

/**
 * The fields that are masked before they are sent. A provider on this computer may have all as they are; another one
 * only what the environment file allows by name. Throws EMBED_PERSONAL_DATA.
 */
export function maskedFields(
  {
    fields,
    send_personal: allowed,
    provider,
  }: Pick<EmbeddingsSection, 'fields' | 'send_personal' | 'provider'>,
  personal: ReadonlySet<string>,
  isLocal: boolean,
): ReadonlySet<TextField> {
  if (isLocal) return new Set();
  const columns = fields.flatMap((field) => FIELD_COLUMNS[field].filter((column) => personal.has(column)));
  const refused = columns.filter((column) => !allowed.includes(column));
  if (refused.length > 0) {
    throw new AetherError(
      'EMBED_PERSONAL_DATA',
      `${refused.join(', ')}: personal data must not be sent to the provider ${provider}`,
      {
        hint: 'remove the field from embeddings.fields, use a provider on this computer, or allow the columns in embeddings.send_personal',
        details: { columns: refused },
      },
    );
  }
  return new Set(fields.filter((field) => FIELD_COLUMNS[field].some((column) => personal.has(column))));
}
