import { AetherError } from '../../core/errors.ts';
import { isDeepStrictEqual } from 'node:util';
import { pendingSteps, type Plan } from '../../core/plan.ts';
import { runStep } from '../../core/run-step.ts';
import { formatNumberOf } from '../../core/units.ts';
import type { Lease } from '../../infra/mariadb/lease/lease.ts';
import { CANARY_TOKENS } from './count-work.ts';
import { costOf, embedSettings, type EmbedSettings, spaceName } from './embed-settings.ts';
import { lookAtSpace } from './look-at-space.ts';
import { aloneWithSpaces, type EmbedContext, type EmbedSession, openEmbed } from './open-embed.ts';
import { judgeSpace, planSwap, type Verification } from './plan-swap.ts';
import { formatUsd } from './report/format-usd.ts';
import { askCanaries } from './require-space.ts';
import { openLine } from './send/open-line.ts';
import { CANARIES_FOUND, countFound, requireSameModel, unpackCanaries } from './space/canaries.ts';
import { countBadVectors } from './space/count-bad-vectors.ts';
import { identityHash, listSpaces, makeLive, readCanaries, type Space } from './space/space-store.ts';

export interface Swapped {
  readonly space: Space;
  readonly before: Space | undefined;
  /** undefined: it was live already. */
  readonly verification: Verification | undefined;
}

interface SwapLook {
  readonly plan: Plan;
  readonly settings: EmbedSettings;
  readonly space: Space | undefined;
  readonly live: Space | undefined;
}

export async function readSwapPlan(context: EmbedContext): Promise<Plan> {
  await using session = await openEmbed(context);
  return (await look(session)).plan;
}

/**
 * Makes the space of the environment file the live one, after its count, lengths and canaries were verified. The one
 * before it stays, and is swapped in again by the same command with the earlier environment file. Throws EMBED_NOT_READY.
 */
export async function swapSpace(context: EmbedContext): Promise<Swapped> {
  await using session = await openEmbed(context);
  const seen = await look(session);
  if (pendingSteps(seen.plan).length > 0) await context.confirm(seen.plan, session.environment.config.name);
  return await aloneWithSpaces(context, async (lease) => {
    const { space, live, settings } = await look(session);
    if (space === undefined) throw notReady(spaceName(settings.space), ['it is not there']);
    if (space.id === live?.id) return { space, before: live, verification: undefined };
    const verification = await verify(context, { session, lease, settings, space });
    await runStep(context, { id: 'swap', title: `${spaceName(space)} becomes live` }, async () => {
      await lease.guard(session.connection, () => makeLive(session.connection, space.id));
      return undefined;
    });
    return { space, before: live, verification };
  });
}

async function look(session: EmbedSession): Promise<SwapLook> {
  const settings = await embedSettings(session.environment);
  const spaces = await listSpaces(session.connection);
  const wanted = identityHash(settings.space);
  const space = spaces.find((each) => isDeepStrictEqual(identityHash(each), wanted));
  const live = spaces.find(({ state }) => state === 'live');
  const canaryCost = formatUsd(costOf(CANARY_TOKENS, settings));
  return {
    plan: planSwap({ space, live, wanted: spaceName(settings.space), canaryCost }),
    settings,
    space,
    live,
  };
}

interface VerifyParts {
  readonly session: EmbedSession;
  readonly lease: Lease;
  readonly settings: EmbedSettings;
  readonly space: Space;
}

async function verify(context: EmbedContext, parts: VerifyParts): Promise<Verification> {
  const { session, lease, settings, space } = parts;
  let verification: Verification | undefined;
  await runStep(context, { id: 'verify', title: `verify ${spaceName(space)}` }, async () => {
    const { work } = await lookAtSpace(session, context.signal);
    await using line = await openLine(context, {
      session,
      lease,
      settings,
      maxUsd: settings.section.max_cost,
    });
    const canaries = await askCanaries(line);
    requireSameModel(unpackCanaries(await readCanaries(session.connection, space.id)), canaries);
    verification = {
      vectors: space.products,
      missing: work.added + work.changed + work.emptied,
      refused: work.refused,
      badVectors: await countBadVectors(session.connection, space, context.signal),
      found: countFound(canaries),
    };
    const problems = judgeSpace(verification, CANARIES_FOUND);
    if (problems.length > 0) throw notReady(spaceName(space), problems, { ...verification });
    return { detail: formatNumberOf(verification.vectors, 'vector') };
  });
  if (verification === undefined) throw new AetherError('BUG', 'a verification ended without a result');
  return verification;
}

function notReady(
  name: string,
  problems: readonly string[],
  details: Record<string, unknown> = {},
): AetherError {
  return new AetherError('EMBED_NOT_READY', `${name} cannot become live: ${problems.join('; ')}`, {
    hint: 'run: aether embed run',
    details,
  });
}
