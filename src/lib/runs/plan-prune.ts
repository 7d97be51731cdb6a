import type { Plan, Step } from '../core/plan.ts';
import { formatSeconds } from '../core/units.ts';
import type { FoundRun } from './read-runs.ts';

export interface PruneLimits {
  /** Remove only what began longer ago than this. */
  readonly olderThanSeconds: number | undefined;
  /** Leave this many of the newest alone. */
  readonly keep: number | undefined;
}

export interface PruneFacts {
  /** The newest first. */
  readonly runs: readonly FoundRun[];
  readonly now: Date;
  /** Runs with rejects that are not loaded yet. */
  readonly withRejects: ReadonlySet<string>;
  /** Per run: why its ledger needs it, or why nobody can say that it does not. */
  readonly ledgerHolds: ReadonlyMap<string, string>;
}

export interface PruneStep extends Step {
  readonly directory: string;
}

/** Which runs are removed, and why the others stay. Those that the limits leave alone are not listed. */
export function planPrune(limits: PruneLimits, facts: PruneFacts): Plan<PruneStep> {
  const steps = pruneCandidates(limits, facts).map((found): PruneStep => {
    const why = reasonToKeep(found, facts);
    const age = formatSeconds(ageSeconds(found, facts.now));
    return {
      id: `prune-${found.run}`,
      action: why === undefined ? 'delete' : 'keep',
      subject: found.run,
      summary: `${found.record?.command ?? 'no record'}, ${found.state}, ${age} old`,
      ...(why === undefined ? {} : { why }),
      directory: found.directory,
    };
  });
  return { title: 'Remove the records of runs', steps };
}

/** The runs that are old enough and not among the newest that are kept. */
export function pruneCandidates(
  { olderThanSeconds = 0, keep = 0 }: PruneLimits,
  { runs, now }: Pick<PruneFacts, 'runs' | 'now'>,
): readonly FoundRun[] {
  return runs.slice(keep).filter((found) => ageSeconds(found, now) >= olderThanSeconds);
}

function reasonToKeep(found: FoundRun, facts: PruneFacts): string | undefined {
  if (found.state === 'running') return 'it is still running';
  if (found.record === null) return 'its record cannot be read, so it may still be running';
  if (found.state === 'unknown')
    return `started on ${found.record.machine}, and it may still be running there`;
  if (found.otherFiles.length > 0) return `its directory holds ${found.otherFiles.join(', ')}`;
  if (facts.withRejects.has(found.run)) return 'it has an open rejects file';
  return facts.ledgerHolds.get(found.run);
}

/** By the id, which every run has, even one whose record is lost: `20261123T031500Z-4f9a1c`. */
function ageSeconds({ run }: FoundRun, now: Date): number {
  const iso = run.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z.*$/, '$1-$2-$3T$4:$5:$6Z');
  return (now.getTime() - Date.parse(iso)) / 1000;
}
