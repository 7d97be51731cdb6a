import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { GENESIS, readChainEnds, walkChain } from '../chain/walk-chain.ts';
import type { Checkpoint, SealedPart } from '../checkpoint/checkpoint.ts';
import type { AuditFault } from './audit-fault.ts';
import { judgePart, judgeRecords } from './judge-part.ts';

export interface ChainState {
  readonly chain: string;
  readonly sealed: number;
  /** Records after the last seal: they are checked against their own hash alone. */
  readonly unsealed: number;
  /** Numbers of records whose time runs backwards. */
  readonly backwards: readonly string[];
}

export interface VerifiedChains {
  readonly chains: readonly ChainState[];
  readonly faults: readonly AuditFault[];
}

/** Walks every chain of a member, each sealed part against its seal. */
export async function verifyChains(
  session: MariadbConnection,
  database: string,
  checkpoints: readonly Checkpoint[],
): Promise<VerifiedChains> {
  const host = session.endpoint.name;
  const parts = checkpoints.flatMap((checkpoint) => checkpoint.parts);
  const ends = await readChainEnds(session, database);
  const chains: ChainState[] = [];
  const faults: AuditFault[] = [];
  for (const chain of new Set([...parts.map((part) => part.chain), ...ends.keys()])) {
    const end = ends.get(chain) ?? 0n;
    const sealed = parts.filter((part) => part.chain === chain);
    const fault = (found: Pick<AuditFault, 'kind' | 'detail'>) =>
      faults.push({ ...found, host, place: chain });
    const backwards: string[] = [];
    for (const part of sealed) {
      const from = BigInt(part.from);
      const tip = tipBefore(sealed, part);
      const now = await walkChain(session, { database, chain, from, to: BigInt(part.to), tip });
      backwards.push(...now.backwards);
      for (const found of judgePart(part, now, end)) fault(found);
    }
    const last = sealed.at(-1);
    const from = BigInt(last?.to ?? 0);
    const rest = await walkChain(session, { database, chain, from, tip: GENESIS });
    for (const found of judgeRecords(rest)) fault(found);
    chains.push({
      chain,
      sealed: sealed.reduce((sum, { records }) => sum + records, 0),
      unsealed: rest.records,
      backwards: [...backwards, ...rest.backwards],
    });
  }
  return { chains, faults };
}

/** Each part is judged by itself: a fault in one does not spoil the next. */
function tipBefore(parts: readonly SealedPart[], part: SealedPart): string {
  return parts[parts.indexOf(part) - 1]?.tip ?? GENESIS;
}
