import { setFlagsFromString } from 'node:v8';

/**
 * Keeps V8's nursery at its first size. Loading makes much short-lived garbage and keeps little; V8 would still grow
 * the nursery to 32 MiB, which at 8 MiB a chunk was the difference between 175 and 135 MiB of resident memory.
 */
export function boundHeap(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}
