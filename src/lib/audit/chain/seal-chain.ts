import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import type { SealedPart } from '../checkpoint/checkpoint.ts';
import type { SealedEnd } from '../checkpoint/sealed-ends.ts';
import { GENESIS, walkChain } from './walk-chain.ts';

/** A fault is found in a part of this size, so that few records are to be looked at. */
const PART_RECORDS = 10_000;

interface ChainRequest {
  readonly database: string;
  readonly chain: string;
  readonly to: bigint;
  readonly after: SealedEnd | undefined;
}

/** The parts from the end of the last seal on, and the records in them that are not what their own hash says. */
export async function sealChain(
  session: MariadbConnection,
  { database, chain, to, after }: ChainRequest,
): Promise<{ readonly parts: SealedPart[]; readonly changed: string[] }> {
  const parts: SealedPart[] = [];
  const changed: string[] = [];
  let [from, tip] = [after?.to ?? 0n, after?.tip ?? GENESIS];
  while (from < to) {
    const part = await walkChain(session, { database, chain, from, to, tip, limit: PART_RECORDS });
    if (part.records === 0) break;
    parts.push({
      chain,
      from: String(from),
      to: String(part.to),
      records: part.records,
      tip: part.tip,
      sum: part.sum,
    });
    changed.push(...part.changed);
    [from, tip] = [part.to, part.tip];
  }
  return { parts, changed };
}
