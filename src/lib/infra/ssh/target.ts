/** One sshd and how to log in to it. */
export interface SshTarget {
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
export function describeTarget(target: SshTarget): string {
  const address = target.address.includes(':') ? `[${target.address}]` : target.address;
  return `${target.name} (${address}:${target.port})`;
}
