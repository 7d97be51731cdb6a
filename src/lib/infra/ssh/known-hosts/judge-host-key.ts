import { fingerprintOf, type HostKey } from './host-key.ts';
import { matchesHost } from './host-patterns.ts';
import type { KnownHost } from './parse-known-hosts.ts';

/** What is known about one host before it is connected to. */
export interface HostTrust {
  readonly known: readonly KnownHost[];
  /** Fingerprints that were given for this host from a source of their own: the console of a cloud, the lab. */
  readonly pins: readonly string[];
}

export type HostKeyVerdict =
  | { readonly trusted: true }
  | { readonly trusted: false; readonly because: 'not-pinned' | 'unknown' }
  | {
      readonly trusted: false;
      readonly because: 'revoked' | 'changed' | 'other-type' | 'only-authority';
      readonly line: KnownHost;
    };

/** The lines of a known_hosts file that are about one host. */
export function trustOf(lines: readonly KnownHost[], name: string, pins: readonly string[]): HostTrust {
  return { known: lines.filter((line) => matchesHost(line.hosts, name)), pins };
}

/** The key types that are recorded for the host. */
export function knownTypes(trust: HostTrust): Set<string> {
  return new Set(trust.known.filter((line) => line.kind === 'key').map((line) => line.key.type));
}

/**
 * Decides about the key that a server presents. A revoked key is refused whatever else is known. Pins must name
 * the key where there are any; a line for another key of the same type speaks against it even then. A key that
 * nothing is known about is refused.
 */
export function judgeHostKey(trust: HostTrust, presented: HostKey): HostKeyVerdict {
  const sameKey = (line: KnownHost) => line.key.blob.equals(presented.blob);
  const revoked = trust.known.find((line) => line.kind === 'revoked' && sameKey(line));
  if (revoked !== undefined) return { trusted: false, because: 'revoked', line: revoked };

  const pinned = trust.pins.includes(fingerprintOf(presented.blob));
  if (trust.pins.length > 0 && !pinned) return { trusted: false, because: 'not-pinned' };

  const keys = trust.known.filter((line) => line.kind === 'key');
  if (keys.some(sameKey)) return { trusted: true };
  const sameType = keys.find((line) => line.key.type === presented.type);
  if (sameType !== undefined) return { trusted: false, because: 'changed', line: sameType };
  return pinned ? { trusted: true } : judgeUnpinned(trust, keys);
}

function judgeUnpinned(trust: HostTrust, keys: readonly KnownHost[]): HostKeyVerdict {
  const [otherType] = keys;
  if (otherType !== undefined) return { trusted: false, because: 'other-type', line: otherType };
  const authority = trust.known.find((line) => line.kind === 'cert-authority');
  if (authority !== undefined) return { trusted: false, because: 'only-authority', line: authority };
  return { trusted: false, because: 'unknown' };
}
