import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PACKAGE = join(import.meta.dirname, '..', '..');

/** What the installed command consists of. */
const PARTS = ['bin', 'dist', 'bundle', 'sql', 'configs', 'package.json'];

/** A copy of the built package, which a test may damage. */
export interface PackageCopy extends AsyncDisposable {
  readonly root: string;
}

export async function copyPackage(): Promise<PackageCopy> {
  const root = await mkdtemp(join(tmpdir(), 'aether-package-'));
  for (const part of PARTS) await cp(join(PACKAGE, part), join(root, part), { recursive: true });
  await symlink(join(PACKAGE, 'node_modules'), join(root, 'node_modules'));
  return { root, [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }) };
}
