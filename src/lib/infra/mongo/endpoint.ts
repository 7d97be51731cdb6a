/** A MongoDB deployment, or one server of it, and the account to log in with; the password is already resolved. */
export interface MongoEndpoint {
  /** Where to find it; of a replica set any member leads to the others. */
  readonly hosts: readonly MongoHost[];
  readonly user: string;
  readonly password: string;
  /** The authorities to trust, in PEM (undefined: those of the system); null only for `tls.mode: off` on loopback. */
  readonly tls: { readonly ca: string | undefined } | null;
  readonly replicaSet?: string;
  /** One server is asked, whatever its part in a replica set. */
  readonly isDirect?: boolean;
  readonly database: string;
}

export interface MongoHost {
  /** The host's name in the environment file, for messages. */
  readonly name: string;
  readonly address: string;
  readonly port: number;
}

/** `mongo1 (127.0.0.1:27017)`: how messages call a deployment. */
export function describeMongo({ hosts }: Pick<MongoEndpoint, 'hosts'>): string {
  return hosts.map((host) => `${host.name} (${hostAndPort(host)})`).join(', ');
}

/** As a connection string has it, with brackets around IPv6. */
export function hostAndPort({ address, port }: Pick<MongoHost, 'address' | 'port'>): string {
  return `${address.includes(':') ? `[${address}]` : address}:${port}`;
}
