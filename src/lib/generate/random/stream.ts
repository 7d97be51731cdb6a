import { createHash } from 'node:crypto';

/**
 * Random numbers that are a function of (seed, name, index, draw) and of nothing else. So row i needs no row before
 * it, parts can be made at the same time, and another column added later leaves all others as they are.
 */
export interface RandomStream {
  readonly indexKey: number;
  readonly drawKey: number;
}

/** Derives a stream of its own from the seed; two names give streams that have nothing to do with each other. */
export function createStream(seed: string, name: string): RandomStream {
  const digest = createHash('sha256').update(`${seed}\0${name}`).digest();
  return { indexKey: digest.readInt32LE(0), drawKey: digest.readInt32LE(4) };
}

/** 2^32 divided by the golden ratio: neighbouring draws land far apart. */
const GOLDEN = 0x9e3779b9;

const TWO_TO_32 = 4_294_967_296;

/** The 32 bits of one draw as a number from 0. For one draw no two indexes below 2^32 share them. */
export function bits(stream: RandomStream, index: number, draw: number): number {
  const mixed = mix(index ^ stream.indexKey) + Math.imul(draw, GOLDEN);
  return mix(mixed ^ stream.drawKey) >>> 0;
}

/** From 0 up to, not including, 1. */
export function fraction(stream: RandomStream, index: number, draw: number): number {
  return bits(stream, index, draw) / TWO_TO_32;
}

/** A whole number from 0 up to, not including, the limit. */
export function below(stream: RandomStream, index: number, draw: number, limit: number): number {
  return Math.floor(fraction(stream, index, draw) * limit);
}

export function chance(stream: RandomStream, index: number, draw: number, probability: number): boolean {
  return fraction(stream, index, draw) < probability;
}

export function pick<Item>(stream: RandomStream, index: number, draw: number, items: readonly Item[]): Item {
  return items[below(stream, index, draw, items.length)] as Item;
}

/** Mixes 32 bits so that each depends on all: "lowbias32" of Chris Wellons' hash prospector, which is one-to-one. */
function mix(value: number): number {
  let bits = value;
  bits = Math.imul(bits ^ (bits >>> 16), 0x7feb352d);
  bits = Math.imul(bits ^ (bits >>> 15), 0x846ca68b);
  return bits ^ (bits >>> 16);
}
