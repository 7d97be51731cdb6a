import { AetherError } from '../../../core/errors.ts';
import { readHostKey, type HostKey } from './host-key.ts';

/** One line of a known_hosts file. */
export interface KnownHost {
  /** `key` for a plain line, else what its marker says. */
  readonly kind: 'key' | 'revoked' | 'cert-authority';
  /** The first field: a hashed name or a list of patterns. */
  readonly hosts: string;
  readonly key: HostKey;
  readonly file: string;
  readonly line: number;
}

const KIND_BY_MARKER = new Map<string, KnownHost['kind']>([
  ['@revoked', 'revoked'],
  ['@cert-authority', 'cert-authority'],
]);

/**
 * Parses a known_hosts file. A plain line that cannot be read is skipped, as ssh does: the host is then unknown,
 * which is refused. A line with a marker must be readable: skipping a revocation would accept the key.
 * Throws SSH_KNOWN_HOSTS_INVALID.
 */
export function parseKnownHosts(text: string, file: string): KnownHost[] {
  return text.split('\n').flatMap((written, index) => {
    const fields = written.trim().split(/[ \t]+/);
    const marker = fields[0]?.startsWith('@') === true ? fields.shift() : undefined;
    const known = toKnownHost(marker, fields, { file, line: index + 1 });
    if (known !== undefined) return [known];
    if (marker === undefined) return [];
    throw new AetherError(
      'SSH_KNOWN_HOSTS_INVALID',
      `${file}:${index + 1}: a line with ${marker} cannot be read`,
      {
        hint: 'correct the line (marker, host patterns, key type, key) or remove it',
        location: { file, line: index + 1, column: 1 },
      },
    );
  });
}

function toKnownHost(
  marker: string | undefined,
  [hosts, type, encoded]: readonly string[],
  place: Pick<KnownHost, 'file' | 'line'>,
): KnownHost | undefined {
  const kind = marker === undefined ? 'key' : KIND_BY_MARKER.get(marker);
  if (kind === undefined || hosts === undefined || hosts.startsWith('#') || encoded === undefined)
    return undefined;
  const key = readHostKey(Buffer.from(encoded, 'base64'));
  return key === undefined || key.type !== type ? undefined : { kind, hosts, key, ...place };
}
