import { AetherError } from '../../core/errors.ts';
import { CANARY_TOKENS } from '../embed/count-work.ts';
import { createEmbedder } from '../embed/create-embedder.ts';
import { costOf, embedSettings } from '../embed/embed-settings.ts';
import { formatUsd } from '../embed/report/format-usd.ts';
import { CANARIES, requireSameModel, unpackCanaries } from '../embed/space/canaries.ts';
import { identityHash, readCanaries } from '../embed/space/space-store.ts';
import { checkOfLiveSpace } from '../health/look-at-live.ts';

/** The provider still gives the vectors of when the space was made; it is asked with sixteen short texts. */
export const check = checkOfLiveSpace('canaries', async ({ context, session, space }) => {
  const environment = await context.environment();
  const settings = await embedSettings(environment);
  if (!identityHash(settings.space).equals(identityHash(space)))
    return { status: 'unknown', message: 'the environment file describes another space than the live one' };
  const cost = costOf(CANARY_TOKENS, settings);
  if (cost > settings.section.max_cost)
    return { status: 'unknown', message: `asking costs ${formatUsd(cost)}, more than embeddings.max_cost` };
  const embedder = await createEmbedder(environment, settings);
  const now: Float32Array[] = [];
  for (const kind of ['document', 'query'] as const)
    now.push(...(await embedder.embed(CANARIES[kind], kind, context.signal)).vectors);
  try {
    requireSameModel(unpackCanaries(await readCanaries(session.connection, space.id)), now);
  } catch (thrown) {
    if (!(thrown instanceof AetherError) || thrown.code !== 'EMBED_MODEL_CHANGED') throw thrown;
    return {
      status: 'fail',
      message: thrown.message,
      ...(thrown.hint === undefined ? {} : { hint: thrown.hint }),
    };
  }
  return { status: 'ok', message: `the model is the same, asked for ${formatUsd(cost)}` };
});
