import { throwIfAborted } from '../../../core/errors.ts';
import { costOf, type EmbedSettings } from '../embed-settings.ts';
import type { Embedder, TextKind } from '../embedder.ts';
import { isPerhapsPaid, refusalFacts } from '../refusal.ts';
import { estimateTokens } from '../texts/tokens.ts';
import { addLost, type BatchLedger, type LostBatches } from './batch-ledger.ts';
import type { CostLimit } from './cost-limit.ts';
import type { Pace } from './pace.ts';
import type { Patience } from './patience.ts';

/** What sending takes, for one run; one request is under way at a time. */
export interface Line {
  readonly embedder: Embedder;
  readonly settings: Pick<EmbedSettings, 'usdPerMillionTokens'>;
  readonly ledger: BatchLedger;
  readonly limit: CostLimit;
  readonly pace: Pace;
  readonly patience: Patience;
  /** Aborted at Ctrl-C: no further request. */
  readonly signal: AbortSignal;
  /** Aborted some time after Ctrl-C: the request under way is given up. */
  readonly grace: AbortSignal;
  /** Runs work in a transaction that commits only while this run holds the lease. */
  readonly commit: (work: () => Promise<void>) => Promise<void>;
  readonly tally: Tally;
}

/** What a run has sent. */
export interface Tally {
  tokens: number;
  costUsd: number;
  requests: number;
  lost: LostBatches;
}

/**
 * Gets the vectors of some texts with one request, and keeps them in the transaction that settles the request in the
 * ledger. Waits for a provider that is busy. Throws a refusal for what waiting does not change, EMBED_COST_LIMIT, or the
 * signal's reason.
 * @param keep writes the vectors, in the transaction; it may be called twice
 */
export async function exchange(
  line: Line,
  texts: readonly string[],
  kind: TextKind,
  keep: (vectors: readonly Float32Array[]) => Promise<void>,
): Promise<void> {
  const { settings, limit, pace, patience, tally } = line;
  const tokens = texts.reduce((sum, text) => sum + estimateTokens(text), 0);
  const intent = { texts: texts.length, tokens, costUsd: costOf(tokens, settings) };
  for (;;) {
    limit.require(intent.costUsd);
    await pace.wait(texts.length);
    throwIfAborted(line.signal);
    try {
      const counted = await sendOnce(line, texts, kind, { intent, keep });
      limit.add(counted.costUsd);
      tally.tokens += counted.tokens;
      tally.costUsd += counted.costUsd;
      patience.reset();
      return;
    } catch (thrown) {
      const facts = refusalFacts(thrown);
      if (facts !== undefined && isPerhapsPaid(facts)) limit.add(intent.costUsd);
      throwIfAborted(line.signal);
      await patience.wait(thrown);
    }
  }
}

interface Order {
  readonly intent: { readonly texts: number; readonly tokens: number; readonly costUsd: number };
  readonly keep: (vectors: readonly Float32Array[]) => Promise<void>;
}

/** Returns what the request took, as the provider counts it. */
async function sendOnce(line: Line, texts: readonly string[], kind: TextKind, { intent, keep }: Order) {
  const { embedder, ledger, tally, settings } = line;
  // Outside of the transaction, which is repeated after an outage: a request has one row.
  const seq = ledger.next();
  await line.commit(() => ledger.intend(seq, intent));
  tally.requests += 1;
  let embedded;
  try {
    embedded = await embedder.embed(texts, kind, line.grace);
  } catch (thrown) {
    const facts = refusalFacts(thrown) ?? { reason: 'lost' as const };
    const state = isPerhapsPaid(facts) ? 'lost' : 'refused';
    if (state === 'lost') tally.lost = addLost(tally.lost, { batches: 1, ...intent });
    await ledger.fail(seq, state, thrown instanceof Error ? thrown.message : String(thrown));
    throw thrown;
  }
  const tokens = embedded.tokens ?? intent.tokens;
  const counted = { tokens, costUsd: costOf(tokens, settings) };
  await line.commit(async () => {
    await keep(embedded.vectors);
    await ledger.complete(seq, counted);
  });
  return counted;
}
