import { createHash, randomInt } from 'node:crypto';
import { AetherError } from '../core/errors.ts';
import type { DrillFault } from './drill-fault.ts';
import { roundOf, type Round, type RoundFacts } from './rounds.ts';

/** What a soak is asked for: rounds drawn at random until its time is over. */
export interface Soak {
  readonly seconds: number;
  /** The same one draws the same rounds. */
  readonly seed: number;
}

/** What was typed. A seed is drawn if none is given, and printed with the plan. Throws USAGE for a seed without a soak. */
export function soakOf(seconds: number | undefined, seed: number | undefined): Soak | undefined {
  if (seconds !== undefined) return { seconds, seed: seed ?? randomInt(1_000_000) };
  if (seed === undefined) return undefined;
  throw new AetherError('USAGE', '--seed draws the rounds of a soak', { hint: 'use it with --soak' });
}

/**
 * One round of a soak: the fault, the victim and whether the writer is at home there, drawn by the seed and the number of the
 * round alone. Pure.
 */
export function drawRound(
  { seed }: Pick<Soak, 'seed'>,
  number: number,
  facts: RoundFacts & { readonly faults: readonly DrillFault[] },
): Round {
  const bytes = createHash('sha256').update(`${seed} ${number}`).digest();
  const draw = (at: number, count: number) => bytes.readUInt32BE(at * 4) % count;
  const fault = facts.faults[draw(0, facts.faults.length)];
  if (fault === undefined) throw new RangeError('a soak draws from at least one fault');
  return roundOf(fault, facts, { number, first: draw(1, facts.members.length), isHome: draw(2, 2) === 0 });
}
