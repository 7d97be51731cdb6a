import { AetherError } from '../core/errors.ts';
import { isInDoubt } from './leaves-doubt.ts';
import type { Migration, MigrationStatement } from './migration.ts';
import type { SchemaPlan } from './plan-schema.ts';

/** What became of a statement whose run died inside it, or that the server refused half-way. */
export type Settled = 'done' | 'pending';

/** What the person said with `--resolve VERSION:STEP=done|pending`, by `VERSION:STEP`. */
export type Resolutions = ReadonlyMap<string, Settled>;

const RESOLUTION = /^(\d{4}):([1-9]\d*)=(done|pending)$/;

/** Reads `0003:7=done,0003:8=pending`; throws USAGE for anything else. */
export function parseResolutions(text: string | undefined): Resolutions {
  const resolutions = new Map<string, Settled>();
  for (const part of (text ?? '').split(',').filter((word) => word !== '')) {
    const match = RESOLUTION.exec(part);
    if (match === null) {
      throw new AetherError(
        'USAGE',
        `--resolve ${part}: not of the form VERSION:STEP=done or VERSION:STEP=pending`,
      );
    }
    resolutions.set(`${match[1]}:${match[2]}`, match[3] as Settled);
  }
  return resolutions;
}

/** Throws USAGE if a statement is resolved that the plan does not ask about. */
export function checkResolutions(
  resolutions: Resolutions,
  { migrations }: Pick<SchemaPlan, 'migrations'>,
): void {
  for (const key of resolutions.keys()) {
    const [version, stepNo] = key.split(':');
    const step = migrations.find(({ migration }) => migration.version === version);
    const pending = step?.pending.find(({ statement }) => String(statement.stepNo) === stepNo);
    if (pending !== undefined && isInDoubt(pending.statement, pending.interrupted)) continue;
    throw new AetherError('USAGE', `--resolve ${key}: ${whyNot(step !== undefined, pending !== undefined)}`, {
      hint: 'only a statement that MIGRATION_UNCERTAIN names can be resolved',
    });
  }
}

function whyNot(isKnown: boolean, isPending: boolean): string {
  if (!isKnown) return 'there is no migration with this version';
  return isPending ? 'this statement was not interrupted' : 'no such statement is pending';
}

/** What to type if only a person can see whether the statement took effect. */
export function resolveHint({ version }: Migration, { stepNo }: MigrationStatement): string {
  return `look at the objects, then record the result: aether schema apply --resolve ${version}:${stepNo}=done (or =pending, to run it again)`;
}
