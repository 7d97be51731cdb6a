/** One sshd and how to log in to it. */
export interface SshEndpoint {
  /** The host's name in the environment file, for messages. */
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly user: string;
  /** Fingerprints (`SHA256:…`) that its host key must have, where some were given. */
  readonly pins: readonly string[];
  /** The name of the host that it is reached through. */
  readonly via?: string;
}

/** `db1 (10.0.1.11:22)`: how messages call a host. */
export function describeEndpoint(endpoint: SshEndpoint): string {
  const address = endpoint.address.includes(':') ? `[${endpoint.address}]` : endpoint.address;
  return `${endpoint.name} (${address}:${endpoint.port})`;
}
