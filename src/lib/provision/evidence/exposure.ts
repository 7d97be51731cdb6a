import { MARIADB_ROLES } from '../../infra/config/hosts-with.ts';
import { quoteArgument } from '../../infra/ssh/command/quote.ts';
import { GROUP_PORT, TLS } from '../mariadb/places.ts';
import type { Target } from '../step-spec.ts';

/** What a host offers to its network, as it was found. */
export interface Exposure {
  /** `0.0.0.0:22`: every address and port where it takes TCP connections. */
  readonly listens: readonly string[];
  readonly tls: readonly TlsEnd[];
}

/** What a TLS handshake with a service came to, with the certificate checked by the authority of the environment. */
export interface TlsEnd {
  readonly service: 'clients' | 'group';
  /** `TLSv1.3`; null if there was no handshake. */
  readonly protocol: string | null;
  readonly cipher: string | null;
  readonly is_verified: boolean;
}

/** Prints where a host listens, and what a handshake with each port of its MariaDB server comes to. Changes nothing. */
export function exposureProbe({ host, environment }: Target): string {
  const { address, roles, ports } = host;
  const dial = (service: TlsEnd['service'], port: number, options: string) => `echo 'tls ${service}'
openssl s_client -connect ${quoteArgument(`${address}:${port}`)} ${options} -CAfile ${TLS.ca} -verify_return_error -brief </dev/null 2>&1 || :`;
  return [
    `ss -Htln | awk '{ print "listens", $4 }' | sort -u`,
    ...(MARIADB_ROLES.some((role) => roles.includes(role))
      ? [dial('clients', ports.mariadb ?? environment.mariadb.port, '-starttls mysql')]
      : []),
    ...(roles.includes('galera')
      ? [dial('group', GROUP_PORT, `-cert ${TLS.certificate} -key ${TLS.key}`)]
      : []),
  ].join('\n');
}

/** Reads what the probe printed: lines of `ss`, then for each service what `openssl s_client -brief` says. */
export function parseExposure(text: string): Exposure {
  const [sockets = '', ...handshakes] = text.split(/^tls /m);
  return {
    listens: [...sockets.matchAll(/^listens (\S+)$/gm)].map(([, at = '']) => at),
    tls: handshakes.map((said) => ({
      service: said.startsWith('group') ? 'group' : 'clients',
      protocol: /^Protocol version: (\S+)$/m.exec(said)?.[1] ?? null,
      cipher: /^Ciphersuite: (\S+)$/m.exec(said)?.[1] ?? null,
      is_verified: /^Verification: OK$/m.test(said),
    })),
  };
}
