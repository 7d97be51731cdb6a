import type { ErrorCode } from '../../../core/error-codes.ts';
import { AetherError } from '../../../core/errors.ts';
import { describeEndpoint, type SshEndpoint } from '../endpoint.ts';
import { describeKey, fingerprintOf, type HostKey } from './host-key.ts';
import type { HostKeyVerdict } from './judge-host-key.ts';
import type { KnownHost } from './parse-known-hosts.ts';

type Refusal = Exclude<HostKeyVerdict, { trusted: true }>;

interface Explanation {
  readonly code: ErrorCode;
  readonly what: string;
  readonly hint: string;
}

/** The error for a host key that was refused, with both fingerprints and the line of known_hosts it is about. */
export function hostKeyError(endpoint: SshEndpoint, refusal: Refusal, presented: HostKey): AetherError {
  const line = 'line' in refusal ? refusal.line : undefined;
  const { code, what, hint } = explanations(endpoint, presented, line)[refusal.because];
  return new AetherError(code, `${describeEndpoint(endpoint)}: ${what}`, {
    hint,
    ...(line === undefined ? {} : { location: { file: line.file, line: line.line, column: 1 } }),
    details: {
      host: endpoint.name,
      key_type: presented.type,
      presented: fingerprintOf(presented.blob),
      expected: line === undefined ? endpoint.pins : [fingerprintOf(line.key.blob)],
    },
  });
}

function explanations(
  endpoint: SshEndpoint,
  presented: HostKey,
  line: KnownHost | undefined,
): Record<Refusal['because'], Explanation> {
  const offered = `it presents ${describeKey(presented)}`;
  const place = line === undefined ? 'known_hosts' : `${line.file}:${line.line}`;
  const recorded = line === undefined ? '' : `${place} has ${describeKey(line.key)}`;
  const pinIt = `compare the fingerprint with the machine's console, then add it to hosts.${endpoint.name}.host_keys`;
  return {
    revoked: {
      code: 'SSH_HOST_KEY_REVOKED',
      what: `its host key is revoked by ${place}: ${offered}`,
      hint: 'do not log in: the key is in wrong hands, and the machine needs a new one',
    },
    changed: {
      code: 'SSH_HOST_KEY_CHANGED',
      what: `its host key has changed: ${offered}, but ${recorded}`,
      hint: `find out whether the machine was rebuilt; only if it was, correct ${place}`,
    },
    'other-type': {
      code: 'SSH_HOST_KEY_CHANGED',
      what: `it has none of the keys that are known: ${offered}, but ${recorded}`,
      hint: pinIt,
    },
    'not-pinned': {
      code: 'SSH_HOST_KEY_CHANGED',
      what: `its host key is not the pinned one: ${offered}, but host_keys has ${endpoint.pins.join(' and ')}`,
      hint: "compare the fingerprint with the machine's console before you change the pin",
    },
    'only-authority': {
      code: 'SSH_HOST_KEY_UNKNOWN',
      what: `${offered}, and only the certificate authority in ${place} is known for it: host certificates cannot be checked`,
      hint: pinIt,
    },
    unknown: { code: 'SSH_HOST_KEY_UNKNOWN', what: `its host key is not known: ${offered}`, hint: pinIt },
  };
}
