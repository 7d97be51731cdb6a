import type { ChainPart } from '../chain/walk-chain.ts';
import type { SealedPart } from '../checkpoint/checkpoint.ts';
import type { AuditFault } from './audit-fault.ts';

const SHOWN = 5;

type Finding = Pick<AuditFault, 'kind' | 'detail'>;

/**
 * Compares a part of a chain as it is now with what was sealed.
 * @param end the number of the chain's last record now; 0 if it has none
 */
export function judgePart(sealed: SealedPart, now: ChainPart, end: bigint): Finding[] {
  const changed = judgeRecords(now);
  if (now.tip === sealed.tip) return changed;
  const range = `records ${BigInt(sealed.from) + 1n} to ${sealed.to}`;
  const lost = sealed.records - now.records;
  if (lost > 0 && end < BigInt(sealed.to))
    return [...changed, { kind: 'cut', detail: `${lost} at the end of ${range} are gone` }];
  if (lost > 0) return [...changed, { kind: 'missing', detail: `${lost} of ${range} are gone` }];
  if (lost < 0) return [...changed, { kind: 'added', detail: `${-lost} more than were sealed in ${range}` }];
  if (now.sum === sealed.sum)
    return [...changed, { kind: 'reordered', detail: `${range} are in another order than was sealed` }];
  return [...changed, { kind: 'forged', detail: `${range} are not those that were sealed` }];
}

/** The records that are not what their own hash says. */
export function judgeRecords({ changed }: Pick<ChainPart, 'changed'>): Finding[] {
  if (changed.length === 0) return [];
  const more = changed.length > SHOWN ? ` and ${changed.length - SHOWN} more` : '';
  return [{ kind: 'changed', detail: `record ${changed.slice(0, SHOWN).join(', ')}${more}` }];
}
