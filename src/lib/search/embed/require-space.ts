import { AetherError } from '../../core/errors.ts';
import type { Look } from './look-at-space.ts';
import type { EmbedSession } from './open-embed.ts';
import { exchange, type Line } from './send/exchange.ts';
import { CANARIES, packCanaries, requireSameModel, unpackCanaries } from './space/canaries.ts';
import { findSpace, insertSpace, readCanaries, type Space } from './space/space-store.ts';

/** Embeds the canaries; whatever the provider refuses about them is thrown. */
export async function askCanaries(line: Line): Promise<Float32Array[]> {
  const vectors: Float32Array[] = [];
  for (const kind of ['document', 'query'] as const) {
    let answer: readonly Float32Array[] = [];
    await exchange(line, CANARIES[kind], kind, async (given) => {
      answer = given;
    });
    vectors.push(...answer);
  }
  return vectors;
}

/**
 * The space that the environment file describes, made if it is not there, after the model has been checked. Throws
 * EMBED_MODEL_CHANGED if the model differs from the one that filled the space.
 */
export async function requireSpace(
  { connection }: Pick<EmbedSession, 'connection'>,
  line: Line,
  { space, settings }: Look,
): Promise<Omit<Space, 'products'>> {
  const canaries = await askCanaries(line);
  if (space !== undefined) {
    requireSameModel(unpackCanaries(await readCanaries(connection, space.id)), canaries);
    return space;
  }
  await line.commit(() => insertSpace(connection, settings.space, packCanaries(canaries)));
  const made = await findSpace(connection, settings.space);
  if (made === undefined) throw new AetherError('BUG', 'the space that was just made is not there');
  return made;
}
