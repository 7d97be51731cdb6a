/** A list of whole numbers of 32 bits that grows: a tenth of the memory of an array of objects. */
export class GrowingNumbers {
  #values = new Uint32Array(1024);
  #length = 0;

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const larger = new Uint32Array(this.#values.length * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#length++] = value;
  }

  get length(): number {
    return this.#length;
  }

  /** A view of what was pushed; pushing more may leave it behind. */
  view(): Uint32Array {
    return this.#values.subarray(0, this.#length);
  }
}
