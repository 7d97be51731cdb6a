import type { Checkpoint } from './checkpoint.ts';

/** How far a chain is sealed. */
export interface SealedEnd {
  readonly to: bigint;
  readonly tip: string;
}

/** The end of every chain that was ever sealed. */
export function sealedEnds(checkpoints: readonly Checkpoint[]): ReadonlyMap<string, SealedEnd> {
  return new Map(
    checkpoints.flatMap(({ parts }) => parts.map(({ chain, to, tip }) => [chain, { to: BigInt(to), tip }])),
  );
}
