import { createHash } from 'node:crypto';
import { quoteName, quoteQualified, quoteText } from '../../infra/mariadb/identifiers.ts';
import { columnDdl } from '../columns/column-ddl.ts';
import type { FileSpec, Source } from '../source/source-schema.ts';

/** The typed table that one file of a source is loaded into. */
export interface StageTable {
  /** Quoted and qualified. */
  readonly name: string;
  readonly database: string;
  readonly table: string;
  readonly createSql: string;
  /** Kept as the table's comment: a table with another fingerprint was made for another version of the source. */
  readonly fingerprint: string;
}

/** The staging tables of a source, by the names of their files there. */
export function stageTables(database: string, source: Source): Map<string, StageTable> {
  const staged = Object.entries(source.files).filter(([, spec]) => spec.into === undefined);
  return new Map(staged.map(([key, spec]) => [key, stageTable(database, source, key, spec)]));
}

/**
 * The staging table of a file. Its primary key rises with the file, so rows append, and loading costs
 * what one B-tree costs. Its collation compares byte by byte: no two codes merge by case or accent.
 */
function stageTable(database: string, { source }: Source, fileKey: string, spec: FileSpec): StageTable {
  const table = `${source}_${fileKey}`;
  const columns = spec.columns.map((column) => `  ${quoteName(column.name)} ${columnDdl(column)}`);
  const body = [
    '  `_file` BIGINT UNSIGNED NOT NULL',
    '  `_record` BIGINT UNSIGNED NOT NULL',
    ...columns,
    '  PRIMARY KEY (`_file`, `_record`)',
  ].join(',\n');
  const fingerprint = createHash('sha256').update(body).digest('hex').slice(0, 16);
  const name = quoteQualified(database, table);
  const createSql =
    `CREATE OR REPLACE TABLE ${name} (\n${body}\n) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin ` +
    `COMMENT=${quoteText(fingerprint)}`;
  return { name, database, table, createSql, fingerprint };
}
