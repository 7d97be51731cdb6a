import { AetherError } from '../../../core/errors.ts';
import { cosine, fromBytes, toBytes } from '../vectors.ts';

/**
 * Texts that are embedded when a space is made and by every later run: a model that the provider changes under the same
 * name gives other vectors for them. The query of a place is about the document of that place.
 */
export const CANARIES = {
  document: [
    'Waterproof hiking jacket\nLight rain jacket with a hood and sealed seams, for mountains and wet weather.',
    'Espresso machine\nCoffee maker with a milk frother and 15 bar of pressure.',
    'Bluetooth headphones\nWireless over-ear headphones with noise cancelling and a 30 hour battery.',
    'Garden hose\nFlexible water hose of 20 metres with a spray nozzle for plants.',
    'Picture book for children\nBedtime stories about animals, from three years on.',
    'Running shoes\nCushioned shoes for long runs on roads.',
    'Wooden dining table\nOak table for six persons, oiled.',
    'Dog food\nDry food with chicken and rice for grown dogs.',
  ],
  query: [
    'rain jacket for hiking',
    'coffee machine with milk frother',
    'wireless noise cancelling headphones',
    'water hose for the garden',
    'bedtime stories for children',
    'shoes for running on roads',
    'oak table for six persons',
    'dry food for dogs',
  ],
} as const;

export const CANARY_TEXTS: readonly string[] = [...CANARIES.document, ...CANARIES.query];

/** Rounding on another machine stays far above; another model is far below. */
const SAME = 0.999;
/** A model that finds fewer than so many of the eight documents by their query, or gets wrong prefixes, is of no use. */
export const CANARIES_FOUND = 5;

export function packCanaries(vectors: readonly Float32Array[]): Buffer {
  return Buffer.concat(vectors.map(toBytes));
}

export function unpackCanaries(bytes: Buffer): Float32Array[] {
  const size = bytes.length / CANARY_TEXTS.length;
  return CANARY_TEXTS.map((_, index) => fromBytes(bytes.subarray(index * size, (index + 1) * size)));
}

/** Throws EMBED_MODEL_CHANGED if the model no longer gives the vectors of when the space was made. */
export function requireSameModel(before: readonly Float32Array[], now: readonly Float32Array[]): void {
  const lowest = Math.min(...before.map((vector, index) => cosine(vector, now[index] ?? vector)));
  if (lowest >= SAME) return;
  throw new AetherError(
    'EMBED_MODEL_CHANGED',
    `the model gives other vectors than when the space was made: cosine ${lowest.toFixed(3)} of 1`,
    {
      hint: 'check that model and server are the right ones; if the model is a new one, set embeddings.revision, which makes a new space',
      details: { lowest_cosine: lowest },
    },
  );
}

/** How many of the queries have the document of their place as the nearest one, and no other as near. */
export function countFound(vectors: readonly Float32Array[]): number {
  const documents = vectors.slice(0, CANARIES.document.length);
  const queries = vectors.slice(CANARIES.document.length);
  const isNearest = (query: Float32Array, place: number) => {
    const closeness = documents.map((document) => cosine(document, query));
    const others = closeness.filter((_, other) => other !== place);
    return (closeness[place] ?? 0) > Math.max(...others);
  };
  return queries.filter(isNearest).length;
}
