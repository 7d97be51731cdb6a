/** One server and the account to log in with; the password is already resolved. */
export interface MariadbTarget {
  /** The host's name in the environment file, for messages. */
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /**
   * The authorities to trust, in PEM (undefined: those of the system). null only for `tls.mode: off`,
   * which the environment file allows on loopback alone.
   */
  readonly tls: { readonly ca: string | undefined } | null;
  readonly database?: string;
}

/** `node1 (127.0.0.1:13306)`: how messages call a server. */
export function describeTarget(target: Pick<MariadbTarget, 'name' | 'address' | 'port'>): string {
  const address = target.address.includes(':') ? `[${target.address}]` : target.address;
  return `${target.name} (${address}:${target.port})`;
}
