/** Where a server listens. */
export interface ServerAddress {
  /** A host name, or an IP address without brackets. */
  readonly address: string;
  readonly port: number;
}

const HOST_PORT = /^(?:\[(?<ipv6>[0-9A-Fa-f:.]+)\]|(?<name>[^\s:/[\]]+)):(?<port>\d{1,5})$/;

/** Reads `proxy1:3306`, `10.0.0.9:3306` or `[fd00::9]:3306`. Throws an Error that says what is expected. */
export function parseServerAddress(text: string): ServerAddress {
  const { ipv6, name, port = '0' } = HOST_PORT.exec(text)?.groups ?? {};
  const address = ipv6 ?? name;
  const number = Number(port);
  if (address !== undefined && number >= 1 && number <= 65_535) return { address, port: number };
  throw new Error(`${text} is not HOST:PORT, such as proxy1:3306`);
}

/** The reverse: with brackets around an IPv6 address. */
export function formatServerAddress({ address, port }: ServerAddress): string {
  return `${address.includes(':') ? `[${address}]` : address}:${port}`;
}
