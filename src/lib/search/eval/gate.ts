import { AetherError } from '../../core/errors.ts';

/** A bound that the measured value must keep. */
export interface Gate {
  readonly text: string;
  readonly least: number;
}

const GATE = /^ndcg@10\s*>=\s*(0?\.\d+|0|1(?:\.0+)?)$/i;

/** Parses `ndcg@10>=0.60`; throws USAGE. */
export function parseGate(text: string): Gate {
  const [, least] = GATE.exec(text.trim()) ?? [];
  if (least === undefined) throw new AetherError('USAGE', `--gate ${text}: expected ndcg@10>=0.60`);
  return { text: text.trim(), least: Number(least) };
}
