import type { Dirent } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { formatBytes } from '../../../core/units.ts';

/** What the data directories of some servers hold besides the server's own tables. */
export interface DataFacts {
  /** By the names of their directories. */
  readonly databases: readonly string[];
  /** Tables and sequences of one server; the most that one of them has. */
  readonly tables: number;
  /** What the files of all of them take on disk. */
  readonly bytes: number;
}

const OWN_DATABASES: ReadonlySet<string> = new Set(['mysql', 'sys', 'performance_schema', 'lost+found']);

/**
 * Looks at the files, so that servers that are down can be asked too. A directory that is missing or cannot be read
 * counts as empty.
 */
export async function measureData(dataDirs: readonly string[]): Promise<DataFacts> {
  const found = await Promise.all(dataDirs.map((directory) => measureOne(directory)));
  return {
    databases: [...new Set(found.flatMap(({ databases }) => databases))].toSorted(),
    tables: Math.max(0, ...found.map(({ tables }) => tables)),
    bytes: found.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

/** `databases shop, shop_meta: 41 tables, 212.0 MiB`; "no databases" with the size if there are none. */
export function describeData({ databases, tables, bytes }: DataFacts): string {
  const size = formatBytes(bytes);
  if (databases.length === 0) return `no databases, ${size}`;
  const names = `${databases.length === 1 ? 'database' : 'databases'} ${databases.join(', ')}`;
  return `${names}: ${tables} ${tables === 1 ? 'table' : 'tables'}, ${size}`;
}

async function measureOne(dataDir: string): Promise<DataFacts> {
  const entries = await listOrNone(dataDir);
  const databases = entries
    .filter((entry) => entry.isDirectory() && !OWN_DATABASES.has(entry.name) && !entry.name.startsWith('#'))
    .map(({ name }) => name);
  const tables = await Promise.all(databases.map((name) => countTables(join(dataDir, name))));
  return {
    databases,
    tables: tables.reduce((sum, count) => sum + count, 0),
    bytes: await bytesBelow(dataDir),
  };
}

async function countTables(directory: string): Promise<number> {
  const definitions = (await listOrNone(directory)).filter(
    ({ name }) => name.endsWith('.frm') && !name.startsWith('#sql'),
  );
  const isView = await Promise.all(definitions.map(({ name }) => beginsAsView(join(directory, name))));
  return isView.filter((view) => !view).length;
}

const VIEW_MARK = 'TYPE=VIEW';

async function beginsAsView(file: string): Promise<boolean> {
  try {
    await using handle = await open(file);
    const { buffer } = await handle.read(Buffer.alloc(VIEW_MARK.length), 0, VIEW_MARK.length, 0);
    return buffer.toString('latin1') === VIEW_MARK;
  } catch {
    return false;
  }
}

async function bytesBelow(directory: string): Promise<number> {
  const sizes = await Promise.all(
    (await listOrNone(directory)).map(async (entry) => {
      const path = join(directory, entry.name);
      if (entry.isDirectory()) return bytesBelow(path);
      return stat(path).then(
        ({ blocks }) => blocks * 512,
        () => 0,
      );
    }),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function listOrNone(directory: string): Promise<Dirent[]> {
  return readdir(directory, { withFileTypes: true }).catch(() => []);
}
