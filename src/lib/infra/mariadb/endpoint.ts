/** One server and the account to log in with; the password is already resolved. */
export interface MariadbEndpoint {
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
export function describeEndpoint(endpoint: Pick<MariadbEndpoint, 'name' | 'address' | 'port'>): string {
  const address = endpoint.address.includes(':') ? `[${endpoint.address}]` : endpoint.address;
  return `${endpoint.name} (${address}:${endpoint.port})`;
}
