import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AetherError } from '../core/errors.ts';
import { databaseOf } from './database-header.ts';
import { decodeSql } from './decode-sql.ts';
import type { Migration, MigrationStatement } from './migration.ts';
import { classifyStatement } from './script/classify-statement.ts';
import { splitScript } from './script/split-script.ts';

const FILE_NAME = /^(\d{4})_[a-z0-9_]+\.sql$/;

/** Reads and splits every migration of a directory, in order of version; throws MIGRATION_INVALID. */
export async function readMigrations(directory: string): Promise<Migration[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.sql')).toSorted();
  const migrations = await Promise.all(names.map((name) => readMigration(directory, name)));
  migrations.forEach((migration, index) => {
    const twin = migrations[index - 1];
    if (twin?.version === migration.version) {
      throw new AetherError(
        'MIGRATION_INVALID',
        `${migration.fileName} and ${twin.fileName} have the same version ${migration.version}`,
      );
    }
  });
  return migrations;
}

async function readMigration(directory: string, fileName: string): Promise<Migration> {
  const version = FILE_NAME.exec(fileName)?.[1];
  if (version === undefined) {
    throw new AetherError('MIGRATION_INVALID', `${join(directory, fileName)}: not named like 0001_words.sql`);
  }
  const path = join(directory, fileName);
  const source = decodeSql(await readFile(path), path);
  // As everybody sees it in the repository, wherever aether is installed and run.
  const shownPath = join(basename(dirname(directory)), basename(directory), fileName);
  return {
    version,
    fileName,
    database: databaseOf(source, shownPath),
    checksum: sha256(source),
    statements: splitScript(source, shownPath).map((statement, index): MigrationStatement => ({
      stepNo: index + 1,
      text: statement.text,
      checksum: sha256(statement.text),
      location: { file: shownPath, line: statement.startLine, column: statement.startColumn },
      kind: classifyStatement(statement.text),
    })),
  };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
