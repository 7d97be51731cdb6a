import { AetherError } from '../../../core/errors.ts';

/** Why a host's lock cannot be taken now. */
export type LockRefusal =
  /** Another run holds it; its last sign of life is so old, and it loses the lock when that is older than the TTL. */
  | {
      readonly kind: 'held';
      readonly holder: string;
      readonly ageSeconds: number;
      readonly ttlSeconds: number;
    }
  /** Nobody holds it, and what an earlier run started on the host has not ended. */
  | { readonly kind: 'busy'; readonly units: readonly string[] };

export type LockAnswer = LockRefusal | { readonly kind: 'taken' | 'kept' | 'lost' | 'freed' };

/** Reads the line that the lock script printed; undefined if it is not one, as when only a part of it arrived. */
export function parseLockAnswer(stdout: string): LockAnswer | undefined {
  if (!stdout.endsWith('\n')) return undefined;
  const [kind, ...words] = stdout.trimEnd().split('\t');
  if (kind === 'taken' || kind === 'kept' || kind === 'lost' || kind === 'freed') return { kind };
  if (kind === 'busy') return { kind, units: words };
  if (kind !== 'held') return undefined;
  const [age, ttl, ...holder] = words;
  return {
    kind,
    ageSeconds: Number(age),
    ttlSeconds: Number(ttl),
    holder: holder.join(' ') || 'a run whose name cannot be read',
  };
}

/** What others are told of a lock that they wait for or cannot get. */
export function describeRefusal(host: string, refusal: LockRefusal): string {
  if (refusal.kind === 'busy') {
    const units = refusal.units.join(', ');
    return `${host}: work of an earlier run has not ended (${units})`;
  }
  const { holder, ageSeconds, ttlSeconds } = refusal;
  const rest = ttlSeconds - ageSeconds + 1;
  // A holder that is alive is heard of three times within the TTL.
  const state =
    ageSeconds <= ttlSeconds / 2
      ? `last sign of life ${ageSeconds} s ago`
      : `no sign of life for ${ageSeconds} s; free in ${rest} s unless it comes back`;
  return `${host}: locked by ${holder} (${state})`;
}

export function hostLocked(host: string, refusal: LockRefusal): AetherError {
  const hint =
    refusal.kind === 'busy'
      ? `wait until it has ended; "systemctl status ${refusal.units[0] ?? ''}" on the host shows it`
      : 'wait until that run has ended, then run the same command again';
  return new AetherError('HOST_LOCKED', describeRefusal(host, refusal), {
    hint,
    details: { host, ...refusal },
  });
}
