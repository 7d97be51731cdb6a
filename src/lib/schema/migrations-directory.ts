import { existsSync, realpathSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AetherError } from '../core/errors.ts';
import { packageFile } from '../core/package-root.ts';
import type { Context } from '../infra/context.ts';

const CUSTOMARY = join('sql', 'migrations');

/** The directory of the migrations: aether's own unless `--from` names another one. Throws USAGE if that is missing. */
export function migrationsDirectory({ cwd }: Pick<Context, 'cwd'>, from: string | undefined): string {
  if (from === undefined) return packageFile('sql', 'migrations');
  const directory = resolve(cwd, from);
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory() === true) return directory;
  throw new AetherError('USAGE', `--from ${from}: ${directory} is not a directory`);
}

/**
 * Notes that sql/migrations of the working directory is not used, though it looks as if it were: its files would have to
 * contain all that is applied, so nobody gets them by chance.
 */
export function noteUnusedMigrations(context: Pick<Context, 'cwd' | 'emit'>, from: string | undefined): void {
  const directory = join(context.cwd, CUSTOMARY);
  if (from !== undefined || !existsSync(directory)) return;
  if (realpathSync(directory) === realpathSync(packageFile('sql', 'migrations'))) return;
  const message = `${directory} is not used: the migrations of aether are; add --from ${CUSTOMARY} to use it`;
  context.emit({ type: 'note', level: 'info', message });
}
