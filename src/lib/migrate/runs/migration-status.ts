import type { Context } from '../../infra/context.ts';
import { readIdentity } from '../../infra/mongo/server-identity.ts';
import { allRuns, chunkTotals, type RunState } from '../target/run-ledger.ts';
import { lookAtCollections } from '../publish/collections-now.ts';

export interface RunStatus {
  readonly run: string;
  readonly mapping: string;
  readonly state: RunState;
  /** Grows with everybody who continued the run. */
  readonly term: number;
  readonly holder: string;
  /** null for a run that is over. */
  readonly seconds_since_heartbeat: number | null;
  readonly documents: number;
  readonly bytes: number;
  readonly first_gtid: string | null;
  readonly last_gtid: string | null;
  /** Collections that are there, staged or as they were before the run was published. */
  readonly kept: readonly string[];
}

export interface MigrationStatus {
  readonly server: string;
  readonly runs: readonly RunStatus[];
}

/** What became of the runs of a mapping, or of all; the newest first. Changes nothing. */
export async function migrationStatus(
  context: Pick<Context, 'mongo'>,
  mapping: string | undefined,
): Promise<MigrationStatus> {
  await using target = await (await context.mongo('reader')).open();
  const { label } = await readIdentity(target);
  const { localTime } = await target.call(async () => target.db.command({ hello: 1 }));
  const totals = await chunkTotals(target);
  const runs: RunStatus[] = [];
  for (const run of await allRuns(target, mapping)) {
    const now = await lookAtCollections(target, run);
    const { documents = 0, bytes = 0 } = totals.get(run._id) ?? {};
    runs.push({
      run: run._id,
      mapping: run.mapping,
      state: run.state,
      term: run.term,
      holder: run.holder,
      seconds_since_heartbeat:
        run.state === 'running'
          ? Math.max(0, ((localTime as Date).getTime() - run.heartbeat_at.getTime()) / 1000)
          : null,
      documents,
      bytes,
      first_gtid: run.first_gtid ?? null,
      last_gtid: run.last_gtid ?? null,
      kept: now.flatMap(({ has, staged, former }) => [
        ...(has.staged ? [staged] : []),
        ...(has.former ? [former] : []),
      ]),
    });
  }
  return { server: label, runs };
}
