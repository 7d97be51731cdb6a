import { AetherError } from '../../core/errors.ts';

interface GivenOptions {
  readonly from: string | undefined;
  readonly file: string | undefined;
  readonly replay: string | undefined;
  readonly dryRun: boolean;
  readonly sql: boolean;
  readonly append: boolean;
  readonly replace: boolean;
  readonly force: boolean;
}

/**
 * Refuses options of `aether ingest` that would be ignored beside others: whoever gave them expects something.
 * @throws USAGE
 */
export function requireOptions({ from, file, replay, dryRun, sql, ...loads }: GivenOptions): void {
  if (replay !== undefined && from !== undefined)
    throw usage(
      '--replay and --from cannot be given together',
      'a rejects file names the file that it is of',
    );
  if (file !== undefined && (from !== '-' || replay !== undefined))
    throw usage('--file is for standard input only', 'add --from -, or leave --file out');
  if (loads.force && (loads.append || loads.replace))
    throw usage(
      `--force and ${loads.append ? '--append' : '--replace'} cannot be given together`,
      '--force is for files that the ledger has already, the other one for new ones',
    );
  if (sql && !dryRun) throw usage('--sql is for a dry run only', 'add --dry-run');
}

function usage(message: string, hint: string): AetherError {
  return new AetherError('USAGE', message, { hint });
}
