import type { Lease } from '../../../infra/mariadb/lease/lease.ts';
import { formatNumberOf } from '../../../core/units.ts';
import { createEmbedder } from '../create-embedder.ts';
import { type EmbedSettings, spaceName } from '../embed-settings.ts';
import type { EmbedContext, EmbedSession } from '../open-embed.ts';
import { formatUsd } from '../report/format-usd.ts';
import { createBatchLedger, settleDeadRuns } from './batch-ledger.ts';
import { createCostLimit } from './cost-limit.ts';
import type { Line } from './exchange.ts';
import { createPace } from './pace.ts';
import { createPatience } from './patience.ts';

export type RunLine = Line & AsyncDisposable;

export interface LineParts {
  readonly session: EmbedSession;
  readonly lease: Lease;
  readonly settings: EmbedSettings;
  readonly maxUsd: number;
}

/** After Ctrl-C the answer to the request under way is awaited so long: it is paid. */
const GRACE_SECONDS = 10;

/** Everything for sending; settles what runs that were killed have left. */
export async function openLine(
  context: EmbedContext,
  { session, lease, settings, maxUsd }: LineParts,
): Promise<RunLine> {
  const lost = await settleDeadRuns(session);
  if (lost.batches > 0) {
    const message = `an earlier run ended before an answer: ${formatNumberOf(lost.texts, 'text')} possibly paid twice, about ${formatUsd(lost.costUsd)}`;
    context.emit({ type: 'note', level: 'warn', message });
  }
  const grace = startGrace(context.signal);
  const { limits } = session.environment.config;
  return {
    embedder: await createEmbedder(session.environment, settings),
    settings,
    ledger: createBatchLedger(session, context.runId, spaceName(settings.space)),
    limit: createCostLimit(maxUsd, lost.costUsd),
    pace: createPace(context, settings.itemsPerMinute),
    patience: createPatience(context, limits.outage_tolerance),
    signal: context.signal,
    grace: grace.signal,
    commit: (work) => lease.guard(session.connection, work),
    tally: { tokens: 0, costUsd: 0, requests: 0, lost },
    async [Symbol.asyncDispose]() {
      grace.end();
    },
  };
}

function startGrace(signal: AbortSignal) {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const begin = () => {
    timer = setTimeout(() => controller.abort(signal.reason), GRACE_SECONDS * 1000);
  };
  signal.addEventListener('abort', begin, { once: true });
  return {
    signal: controller.signal,
    end() {
      clearTimeout(timer);
      signal.removeEventListener('abort', begin);
    },
  };
}
