import { providerRefusal } from './refusal.ts';

/** Below this nothing but rounding errors gives a direction. */
const SMALLEST_NORM = 1e-6;

/**
 * The vectors of an answer, with length 1. Throws a refusal for an answer with another number of vectors, another number
 * of dimensions, a value that is not finite, or a vector without a direction: in a search it would be the best hit for
 * everything.
 */
export function checkVectors(
  provider: string,
  raw: readonly unknown[],
  expected: { readonly texts: number; readonly dimensions: number },
): Float32Array[] {
  const refuse = (message: string) => providerRefusal(provider, message, { reason: 'reply' });
  if (raw.length !== expected.texts) throw refuse(`${raw.length} vectors for ${expected.texts} texts`);
  return raw.map((values) => {
    if (!Array.isArray(values)) throw refuse('an answer without vectors');
    if (values.length !== expected.dimensions) {
      throw refuse(`a vector of ${values.length} dimensions instead of ${expected.dimensions}`);
    }
    const norm = Math.hypot(
      ...(values as number[]).map((value) => (typeof value === 'number' ? value : NaN)),
    );
    if (!Number.isFinite(norm)) throw refuse('a vector with a value that is not a finite number');
    if (norm < SMALLEST_NORM) throw refuse('a vector of length 0');
    return Float32Array.from(values as number[], (value) => value / norm);
  });
}

/** As MariaDB's VECTOR keeps it: float32, little-endian. */
export function toBytes(vector: Float32Array): Buffer {
  const bytes = Buffer.alloc(vector.length * 4);
  for (const [index, value] of vector.entries()) bytes.writeFloatLE(value, index * 4);
  return bytes;
}

export function fromBytes(bytes: Buffer): Float32Array {
  return Float32Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readFloatLE(index * 4));
}

/** The cosine of the angle between two vectors of length 1. */
export function cosine(left: Float32Array, right: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < left.length; index += 1) sum += (left[index] ?? NaN) * (right[index] ?? NaN);
  return sum;
}

export function lengthOf(vector: Float32Array): number {
  return Math.sqrt(cosine(vector, vector));
}
