import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PACKAGE = join(import.meta.dirname, '..', '..');

/** What the installed command consists of. */
const PARTS = ['bin', 'dist', 'bundle', 'sql', 'configs', 'package.json'];

/** A copy of the built package with migrations of its own. */
export interface PackageCopy extends AsyncDisposable {
  readonly root: string;
  /** Writes a file of sql/migrations. */
  writeMigration(name: string, text: string): Promise<void>;
  /** Changes a file of sql/migrations. */
  changeMigration(name: string, change: (text: string) => string): Promise<void>;
  removeMigration(name: string): Promise<void>;
  clearMigrations(): Promise<void>;
}

export async function copyPackage(): Promise<PackageCopy> {
  const root = await mkdtemp(join(tmpdir(), 'aether-package-'));
  for (const part of PARTS) await cp(join(PACKAGE, part), join(root, part), { recursive: true });
  await symlink(join(PACKAGE, 'node_modules'), join(root, 'node_modules'));
  const path = (name: string) => join(root, 'sql', 'migrations', name);
  return {
    root,
    writeMigration: (name, text) => writeFile(path(name), text),
    changeMigration: async (name, change) =>
      writeFile(path(name), change(await readFile(path(name), 'utf8'))),
    removeMigration: (name) => rm(path(name)),
    async clearMigrations() {
      for (const name of await readdir(path(''))) await rm(path(name));
    },
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  };
}
