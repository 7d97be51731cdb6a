/** Bytes that grow; numbers are written in groups of seven bits, the lowest first. */
export class ByteWriter {
  #bytes: Buffer;
  #length = 0;

  constructor(capacity = 64) {
    this.#bytes = Buffer.allocUnsafe(capacity);
  }

  /** Writes a whole number from 0 to 2^53. */
  varint(value: number): void {
    this.#reserve(8);
    let rest = value;
    while (rest >= 128) {
      this.#bytes[this.#length++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    this.#bytes[this.#length++] = rest;
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }

  bytes(value: Uint8Array): void {
    this.#reserve(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
  }

  get length(): number {
    return this.#length;
  }

  /** What was written, as a copy that fits. */
  take(): Buffer {
    return Buffer.from(this.#bytes.subarray(0, this.#length));
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + count));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}

/**
 * Reads what a ByteWriter has written, in its order; each call throws a RangeError at the end. Closures: with private
 * fields the first hundred thousand numbers, before the code is compiled, take three times as long.
 */
export function numbersIn(bytes: Uint8Array): { varint(): number; byte(): number } {
  let at = 0;
  const byte = () => {
    const found = bytes[at++];
    if (found === undefined) throw new RangeError('a segment of the search index ends too early');
    return found;
  };
  const varint = () => {
    let found = byte();
    let value = found & 127;
    for (let factor = 128; found >= 128; factor *= 128) {
      found = byte();
      value += (found & 127) * factor;
    }
    return value;
  };
  return { varint, byte };
}
