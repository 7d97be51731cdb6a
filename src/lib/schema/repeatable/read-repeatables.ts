import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AetherError, type SourceLocation } from '../../core/errors.ts';
import { databaseOf } from '../database-header.ts';
import { decodeSql } from '../decode-sql.ts';
import { classifyStatement } from '../script/classify-statement.ts';
import { type ScriptStatement, splitScript } from '../script/split-script.ts';
import { mentionedNames } from './mentioned-names.ts';
import { orderRepeatables } from './order-repeatables.ts';
import type { Repeatable, RepeatableType } from './repeatable.ts';

/** What may be in which directory. */
const DIRECTORIES: Readonly<Record<string, ReadonlySet<RepeatableType>>> = {
  routines: new Set(['function', 'procedure']),
  views: new Set(['view']),
  triggers: new Set(['trigger']),
};

const DEFINER =
  /^CREATE\s+OR\s+REPLACE\s+(?:ALGORITHM\s*=\s*\w+\s+)?DEFINER\s*=\s*aether_definer@localhost\s/i;

/**
 * Reads the objects in the directories beside that of the migrations, in the order in which they can be made. Throws
 * MIGRATION_INVALID.
 */
export async function readRepeatables(migrations: string): Promise<Repeatable[]> {
  const found: Repeatable[] = [];
  for (const [directory, types] of Object.entries(DIRECTORIES)) {
    const path = join(dirname(migrations), directory);
    if (!existsSync(path)) continue;
    const names = (await readdir(path)).filter((name) => name.endsWith('.sql')).toSorted();
    found.push(...(await Promise.all(names.map((name) => readRepeatable(path, name, types)))));
  }
  return orderRepeatables(found);
}

async function readRepeatable(
  directory: string,
  file: string,
  types: ReadonlySet<RepeatableType>,
): Promise<Repeatable> {
  const path = join(directory, file);
  const source = decodeSql(await readFile(path), path);
  const fileName = join(basename(directory), file);
  // As everybody sees it in the repository, wherever aether is installed and run.
  const shownPath = join(basename(dirname(directory)), fileName);
  const statement = onlyStatement(splitScript(source, shownPath), shownPath);
  const location = { file: shownPath, line: statement.startLine, column: statement.startColumn };
  return {
    ...objectOf(statement.text, basename(file, '.sql'), { types, location }),
    database: databaseOf(source, shownPath),
    fileName,
    text: statement.text,
    checksum: createHash('sha256').update(statement.text).digest('hex'),
    location,
    mentions: mentionedNames(statement.text),
  };
}

function onlyStatement(statements: readonly ScriptStatement[], file: string): ScriptStatement {
  const [statement, second] = statements;
  if (statement === undefined) throw invalid('has no statement', { file, line: 1, column: 1 });
  if (second === undefined) return statement;
  const location = { file, line: second.startLine, column: second.startColumn };
  throw invalid('has a second statement: a file makes one object', location);
}

function objectOf(
  text: string,
  stem: string,
  { types, location }: { readonly types: ReadonlySet<RepeatableType>; readonly location: SourceLocation },
): Pick<Repeatable, 'type' | 'name'> {
  const [object] = classifyStatement(text).objects;
  const isOne = object !== undefined && (types as ReadonlySet<string>).has(object.type);
  if (!isOne || object.schema !== undefined)
    throw invalid(
      `is not a CREATE OR REPLACE of a ${[...types].join(' or ')} without a database before its name`,
      location,
    );
  if (!DEFINER.test(text))
    throw invalid(
      'does not begin with CREATE OR REPLACE … DEFINER = aether_definer@localhost: it would run with the rights of the account that applies it',
      location,
    );
  if (object.name !== stem) throw invalid(`makes ${object.name}: call the file ${object.name}.sql`, location);
  return { type: object.type as RepeatableType, name: object.name };
}

function invalid(fault: string, location: SourceLocation): AetherError {
  const { file, line, column } = location;
  return new AetherError('MIGRATION_INVALID', `${file}:${line}:${column}: ${fault}`, { location });
}
