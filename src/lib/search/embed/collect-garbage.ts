import { throwIfAborted } from '../../core/errors.ts';
import { pendingSteps, type Plan } from '../../core/plan.ts';
import { refuseChangedPlan } from '../../core/refuse-changed-plan.ts';
import { runStep } from '../../core/run-step.ts';
import { formatNumberOf } from '../../core/units.ts';
import type { Lease } from '../../infra/mariadb/lease/lease.ts';
import { aloneWithSpaces, type EmbedContext, type EmbedSession, openEmbed } from './open-embed.ts';
import { type GcStep, planGc } from './plan-gc.ts';
import { countUnused, deleteSome, deleteSpaceRow, deleteUnused } from './space/delete-vectors.ts';
import { dropVectorTable } from './space/vector-table.ts';
import { listSpaces } from './space/space-store.ts';

export interface Collected {
  readonly spaces: number;
  /** Rows of all tables. */
  readonly rows: number;
}

export async function readGcPlan(context: EmbedContext): Promise<Plan<GcStep>> {
  await using session = await openEmbed(context);
  return await look(session);
}

async function look({ connection }: EmbedSession): Promise<Plan<GcStep>> {
  return planGc({ spaces: await listSpaces(connection), unused: await countUnused(connection) });
}

/** Deletes what the plan says, in small transactions: it can be ended and called again. */
export async function collectGarbage(context: EmbedContext): Promise<Collected> {
  await using session = await openEmbed(context);
  const seen = await look(session);
  if (pendingSteps(seen).length === 0) return { spaces: 0, rows: 0 };
  await context.confirm(seen, session.environment.config.name);
  return await aloneWithSpaces(context, async (lease) => {
    const plan = await look(session);
    refuseChangedPlan(seen, plan);
    let spaces = 0;
    let rows = 0;
    for (const step of pendingSteps(plan)) {
      await runStep(context, { id: step.id, title: `${step.subject}: ${step.summary}` }, async () => {
        const deleted = await perform(context, { session, lease }, step);
        rows += deleted;
        if (step.work?.kind === 'space') spaces += 1;
        return { detail: formatNumberOf(deleted, 'row') };
      });
    }
    return { spaces, rows };
  });
}

interface Parts {
  readonly session: EmbedSession;
  readonly lease: Lease;
}

async function perform(context: EmbedContext, { session, lease }: Parts, { work }: GcStep): Promise<number> {
  if (work === null) return 0;
  const { connection } = session;
  const repeat = async (deletePart: () => Promise<number>) => {
    let rows = 0;
    for (;;) {
      throwIfAborted(context.signal);
      let deleted = 0;
      await lease.guard(connection, async () => {
        deleted = await deletePart();
      });
      if (deleted === 0) return rows;
      rows += deleted;
    }
  };
  if (work.kind === 'cache') return repeat(() => deleteUnused(connection, work.spaceId));
  let rows = 0;
  await dropVectorTable(connection, work.spaceId);
  for (const table of ['product_embedding', 'embedding_cache', 'embedding_refusal'] as const) {
    rows += await repeat(() => deleteSome(connection, table, work.spaceId));
  }
  await lease.guard(connection, () => deleteSpaceRow(connection, work.spaceId));
  return rows;
}
