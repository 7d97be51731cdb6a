import { address, port } from '../infra/config/sections/fields.ts';

/** Where one server listens. */
export interface Endpoint {
  readonly address: string;
  /** Left out where it is the usual one. */
  readonly port?: number;
}

const BRACKETED = /^\[([^\]]+)\](?::(\d+))?$/;
const WITH_PORT = /^([^:]+):(\d+)$/;

/** `10.0.0.1, db2:3307, [::1]:3306`; undefined where one of them is neither an address nor address:port. */
export function parseEndpoints(text: string): Endpoint[] | undefined {
  const endpoints = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(parseEndpoint);
  const valid = endpoints.filter((endpoint) => endpoint !== undefined);
  return valid.length === endpoints.length ? valid : undefined;
}

function parseEndpoint(text: string): Endpoint | undefined {
  const match = BRACKETED.exec(text) ?? WITH_PORT.exec(text);
  const host = address().safeParse(match?.[1] ?? text);
  if (!host.success) return undefined;
  if (match?.[2] === undefined) return { address: host.data };
  const number = port().safeParse(Number(match[2]));
  return number.success ? { address: host.data, port: number.data } : undefined;
}
