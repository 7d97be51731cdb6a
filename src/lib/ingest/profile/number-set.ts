const FIRST_SLOTS = 1024;

/** A set of whole numbers from 1 to 2^53 - 1: 16 to 32 bytes each, and none for the collector to look at. */
export interface NumberSet {
  readonly size: number;
  /** False if it was in the set. */
  add(value: number): boolean;
}

export function createNumberSet(): NumberSet {
  let slots = new Float64Array(FIRST_SLOTS);
  let size = 0;

  const grow = () => {
    const old = slots;
    slots = new Float64Array(old.length * 2);
    for (const value of old) if (value !== 0) slots[slotOf(slots, value)] = value;
  };
  return {
    get size() {
      return size;
    },
    add(value) {
      const slot = slotOf(slots, value);
      if (slots[slot] === value) return false;
      slots[slot] = value;
      size += 1;
      // Half full at most: a search then looks at two or three slots.
      if (size * 2 > slots.length) grow();
      return true;
    },
  };
}

/** Where the value is, or would be: 0 stands for an empty slot. The length is a power of two. */
function slotOf(slots: Float64Array, value: number): number {
  const mask = slots.length - 1;
  let slot = value % slots.length;
  while (slots[slot] !== 0 && slots[slot] !== value) slot = (slot + 1) & mask;
  return slot;
}
