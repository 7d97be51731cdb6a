import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AetherError } from '../core/errors.ts';
import type { Databases } from '../infra/config/databases.ts';
import type { Migration, MigrationStatement } from './migration.ts';
import { classifyStatement } from './script/classify-statement.ts';
import { splitScript } from './script/split-script.ts';

const FILE_NAME = /^(\d{4})_[a-z0-9_]+\.sql$/;
const HEADER = /^-- aether: database=(\w+)[ \t]*\r?$/m;
const DATABASES: ReadonlySet<string> = new Set<keyof Databases>(['data', 'meta', 'stage', 'archive']);

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
  const source = decode(await readFile(path), path);
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

/** A byte that is no UTF-8 would become a question mark in the database, unseen. */
function decode(bytes: Buffer, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (thrown) {
    throw new AetherError('MIGRATION_INVALID', `${path}: is not UTF-8`, { cause: thrown });
  }
}

function databaseOf(source: string, file: string): keyof Databases {
  const named = HEADER.exec(source)?.[1];
  if (named === undefined || !DATABASES.has(named)) {
    throw new AetherError(
      'MIGRATION_INVALID',
      `${file}: no line "-- aether: database=…" says where it runs`,
      {
        hint: `write one at the top, with ${[...DATABASES].join(', ')}`,
        location: { file, line: 1, column: 1 },
      },
    );
  }
  return named as keyof Databases;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
