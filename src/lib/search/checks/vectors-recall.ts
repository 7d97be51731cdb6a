import type { Context } from '../../infra/context.ts';
import { checkOfNodes } from '../health/look-at-live.ts';
import { measureRecall, type NodeRecall } from '../recall/recall-of-nodes.ts';

/** A small sample: `aether search recall` measures more exactly. */
const SAMPLES = 50;
/** Below the target of `aether search recall`, as fewer samples say less. */
const LEAST = 0.95;

/** Each server finds nearly all of the nearest products: an index that has seen many changes finds less. */
export const check = checkOfNodes('recall', async ({ context, space }) => {
  if (space.vectorTable === null) return [];
  const { nodes } = await measureRecall(quietly(context), SAMPLES);
  return nodes.map((node) => ({ host: node.node, ...judge(node) }));
});

function judge(node: NodeRecall) {
  if (!node.isReached) return { status: 'unknown' as const, message: node.problem };
  const message = `${node.recall.toFixed(3)} of the nearest ten found, over ${SAMPLES} products`;
  if (node.recall >= LEAST) return { status: 'ok' as const, message };
  return { status: 'warn' as const, message, hint: 'aether embed run --rebuild-index' };
}

/** The check has a step of its own. */
function quietly(context: Context): Parameters<typeof measureRecall>[0] {
  const { clock, signal, runId, stateDir } = context;
  return {
    clock,
    signal,
    runId,
    stateDir,
    emit: () => undefined,
    environment: () => context.environment(),
    mariadb: (account) => context.mariadb(account),
  };
}
