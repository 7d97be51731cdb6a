import { throwIfAborted } from '../../core/errors.ts';
import { pendingSteps, type Plan } from '../../core/plan.ts';
import { runStep } from '../../core/run-step.ts';
import { formatNumberOf } from '../../core/units.ts';
import type { Lease } from '../../infra/mariadb/lease/lease.ts';
import { costOf } from './embed-settings.ts';
import { type Look, lookAtSpace } from './look-at-space.ts';
import { aloneWithSpaces, type EmbedContext, type EmbedSession, openEmbed } from './open-embed.ts';
import { planEmbedding } from './plan-embedding.ts';
import { formatUsd } from './report/format-usd.ts';
import { openLine, type RunLine } from './send/open-line.ts';
import { overLimit } from './send/cost-limit.ts';
import type { Tally } from './send/exchange.ts';
import { fillSpace, type Filled } from './fill-space.ts';
import { lookAtVectorIndex, publishVectors, type VectorIndexWork } from './publish-vectors.ts';
import { forgetVectorTable } from './space/vector-table.ts';
import { requireSpace } from './require-space.ts';

export interface EmbedRun {
  readonly look: Look;
  /** Of the space: `none` if there is not any. */
  readonly state: string;
  readonly filled: Filled;
  /** Vectors that were copied into the table with the vector index, or deleted there. */
  readonly indexed: number;
  readonly tally: Tally;
  readonly elapsedSeconds: number;
}

export interface RunOptions {
  /** In USD; undefined: `embeddings.max_cost`. */
  readonly maxCost: number | undefined;
  /** Delete the table with the vector index first: an index that has seen many changes finds less. */
  readonly rebuildIndex?: boolean;
}

/** What embedding would do and cost; reads the whole catalogue and sends nothing. */
export async function lookAndPlan(
  context: EmbedContext,
  options: Pick<RunOptions, 'rebuildIndex'> = {},
): Promise<{ readonly look: Look; readonly plan: Plan }> {
  await using session = await openEmbed(context);
  const look = await lookAtSpace(session, context.signal);
  return { look, plan: planOf(look, await lookAtIndex(context, session, look, options)) };
}

function planOf({ settings, work, space }: Look, index: VectorIndexWork | undefined): Plan {
  return planEmbedding({ settings, work, spaceId: space?.id, index });
}

async function lookAtIndex(
  context: EmbedContext,
  session: EmbedSession,
  { space }: Look,
  { rebuildIndex }: Pick<RunOptions, 'rebuildIndex'>,
): Promise<VectorIndexWork | undefined> {
  const found = await lookAtVectorIndex(context, session, space);
  return found !== undefined && rebuildIndex === true ? { ...found, isNew: true } : found;
}

/**
 * Embeds what is new or changed. A run that ended anywhere is continued by the same call: what was committed is not
 * sent again. Throws EMBED_COST_LIMIT before anything is sent if the plan costs more than allowed.
 */
export async function runEmbedding(context: EmbedContext, options: RunOptions): Promise<EmbedRun> {
  const startedAt = context.clock.seconds();
  await using session = await openEmbed(context);
  const seen = await lookAtSpace(session, context.signal);
  const maxUsd = options.maxCost ?? seen.settings.section.max_cost;
  const cost = costOf(seen.work.tokens, seen.settings);
  if (cost > maxUsd) throw overLimit(cost, maxUsd, 0);
  const plan = planOf(seen, await lookAtIndex(context, session, seen, options));
  if (pendingSteps(plan).length > 0) await context.confirm(plan, session.environment.config.name);
  return await aloneWithSpaces(context, async (lease) => {
    // Another run may have embedded meanwhile, so what is left is read again; the limit of the cost holds anyway.
    const look = await lookAtSpace(session, context.signal);
    await using line = await openLine(context, { session, lease, settings: look.settings, maxUsd });
    const index = await lookAtIndex(context, session, look, options);
    if (options.rebuildIndex === true && index !== undefined && look.space !== undefined)
      await forgetVectorTable(session.connection, look.space.id);
    const { space, filled } = await embedPending(context, { session, lease, line, look });
    const hasChanged = filled.assigned + filled.removed > 0;
    const isOutdated = index !== undefined && (index.isNew || index.outdated > 0 || hasChanged);
    return {
      look,
      state: space?.state ?? 'none',
      filled,
      indexed:
        isOutdated && space !== undefined ? await publishVectors(context, { session, lease, space }) : 0,
      tally: line.tally,
      elapsedSeconds: context.clock.seconds() - startedAt,
    };
  });
}

interface Parts {
  readonly session: EmbedSession;
  readonly lease: Lease;
  readonly line: RunLine;
  readonly look: Look;
}

const NOTHING: Filled = { sent: 0, assigned: 0, removed: 0, refused: [] };

async function embedPending(context: EmbedContext, parts: Parts) {
  const { look, line } = parts;
  const [step] = pendingSteps(planOf(look, undefined)).slice(-1);
  let filled = NOTHING;
  let space = look.space;
  if (step === undefined) return { space, filled };
  await runStep(context, { id: step.id, title: `${step.subject}: ${step.summary}` }, async () => {
    throwIfAborted(context.signal);
    // The canaries go first: they cost next to nothing, and show a wrong key, model or length.
    if (look.work.texts > 0) space = await requireSpace(parts.session, line, look);
    if (space === undefined) return { outcome: 'unchanged' as const };
    filled = await fillSpace(context, { ...parts, spaceId: space.id, step: step.id });
    return { detail: `${formatNumberOf(filled.sent, 'text')} sent, ${formatUsd(line.tally.costUsd)}` };
  });
  return { space, filled };
}
