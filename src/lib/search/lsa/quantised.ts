/** Vectors as bytes: a scale as float32, then one signed byte for each dimension. */
export const SCALE_BYTES = 4;

const LARGEST = 127;

/** The bytes of a vector; the rounding moves a cosine by less than 0.01. */
export function quantise(vector: ArrayLike<number>): Buffer {
  let largest = 0;
  for (let index = 0; index < vector.length; index += 1)
    largest = Math.max(largest, Math.abs(vector[index] ?? 0));
  const scale = largest / LARGEST;
  const bytes = Buffer.alloc(SCALE_BYTES + vector.length);
  bytes.writeFloatLE(scale, 0);
  if (scale === 0) return bytes;
  for (let index = 0; index < vector.length; index += 1) {
    bytes.writeInt8(Math.round((vector[index] ?? 0) / scale), SCALE_BYTES + index);
  }
  return bytes;
}

/** Adds a quantised vector, times a weight, to a sum. */
export function addQuantised(sum: Float64Array, bytes: Buffer, weight: number): void {
  const factor = weight * bytes.readFloatLE(0);
  for (let index = 0; index < sum.length; index += 1) {
    sum[index] = (sum[index] ?? 0) + factor * bytes.readInt8(SCALE_BYTES + index);
  }
}

/** Scales a vector to length 1; false for one of zeros, which has no direction. */
export function toUnitLength(vector: Float64Array): boolean {
  let squares = 0;
  for (const value of vector) squares += value * value;
  if (squares === 0) return false;
  const factor = 1 / Math.sqrt(squares);
  for (let index = 0; index < vector.length; index += 1) vector[index] = (vector[index] ?? 0) * factor;
  return true;
}
