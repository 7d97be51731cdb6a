import type { ErrorCode } from '../../core/error-codes.ts';
import { AetherError } from '../../core/errors.ts';
import { describeMongo, type MongoEndpoint } from './endpoint.ts';

/** Numbers of MongoDB's error_codes.yml that mean something of their own. */
const BY_NUMBER: Readonly<Record<number, ErrorCode>> = {
  13: 'MONGO_ACCESS_DENIED',
  18: 'MONGO_ACCESS_DENIED',
  50: 'MONGO_TIMEOUT',
  89: 'MONGO_CONNECTION_LOST',
  91: 'MONGO_NOT_READY',
  189: 'MONGO_NOT_READY',
  262: 'MONGO_TIMEOUT',
  10_107: 'MONGO_NOT_READY',
  11_600: 'MONGO_NOT_READY',
  11_602: 'MONGO_NOT_READY',
  13_435: 'MONGO_NOT_READY',
  13_436: 'MONGO_NOT_READY',
  14_031: 'MONGO_DISK_FULL',
};

const UNREACHABLE: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);
const TLS_CODE = /^(CERT_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|EPROTO$)/;

/** The driver's names for what ended a connection; a name is fixed, its text is not. */
const BY_NAME: Readonly<Record<string, ErrorCode>> = {
  MongoServerSelectionError: 'MONGO_UNREACHABLE',
  MongoNetworkError: 'MONGO_CONNECTION_LOST',
  MongoNetworkTimeoutError: 'MONGO_CONNECTION_LOST',
  MongoPoolClearedError: 'MONGO_CONNECTION_LOST',
  PoolClearedOnNetworkError: 'MONGO_CONNECTION_LOST',
  MongoTopologyClosedError: 'MONGO_CONNECTION_LOST',
  MongoClientClosedError: 'MONGO_CONNECTION_LOST',
  MongoNotConnectedError: 'MONGO_CONNECTION_LOST',
};

/** The server's number behind one of our errors, or undefined if no server answered. */
export function mongoNumber(thrown: unknown): number | undefined {
  if (!(thrown instanceof AetherError)) return undefined;
  const number = thrown.details['mongo_code'];
  return typeof number === 'number' ? number : undefined;
}

/** Maps what the driver threw to one of our errors: by number, code and name, never by its text. */
export function mapMongoError(thrown: unknown, endpoint: MongoEndpoint): AetherError {
  if (thrown instanceof AetherError) return thrown;
  const chain = causesOf(thrown);
  const number = chain.map((cause) => cause['code']).find((code) => typeof code === 'number');
  const system = chain.map((cause) => cause['code']).find((code) => typeof code === 'string');
  const { code, hint } = judge(chain, number, system, endpoint);
  const said = messageOf(chain, number, system);
  return new AetherError(code, `${describeMongo(endpoint)}: ${said}`, {
    cause: thrown,
    ...(hint === undefined ? {} : { hint }),
    details: {
      host: endpoint.hosts[0]?.name ?? null,
      ...(number === undefined ? {} : { mongo_code: number }),
    },
  });
}

type Fields = Readonly<Record<string, unknown>>;

interface Judgement {
  readonly code: ErrorCode;
  readonly hint?: string;
}

function judge(
  chain: readonly Fields[],
  number: number | undefined,
  system: string | undefined,
  endpoint: MongoEndpoint,
): Judgement {
  if (number !== undefined) return judgeNumber(number, endpoint);
  if (system !== undefined && TLS_CODE.test(system)) return { code: 'MONGO_TLS' };
  if (system !== undefined && UNREACHABLE.has(system)) return unreachable(endpoint);
  const named = chain.map((cause) => BY_NAME[String(cause['name'])]).find((code) => code !== undefined);
  return { code: named ?? 'MONGO_COMMAND_FAILED' };
}

const UNAUTHORIZED = 13;
const WRONG_LOGIN = 18;

function judgeNumber(number: number, { user }: MongoEndpoint): Judgement {
  const code = BY_NUMBER[number] ?? 'MONGO_COMMAND_FAILED';
  if (number === UNAUTHORIZED) return { code, hint: `"aether check" names the roles that "${user}" lacks` };
  if (number === WRONG_LOGIN) return { code, hint: `check the user "${user}" and its secret reference` };
  return { code };
}

function unreachable({ hosts: [host] }: MongoEndpoint): Judgement {
  const place = host === undefined ? 'there' : `on ${host.name} and listens on port ${host.port}`;
  const hint = `check that MongoDB runs ${place}; "aether sandbox up --mongo" starts a local server`;
  return { code: 'MONGO_UNREACHABLE', hint };
}

function messageOf(chain: readonly Fields[], number: number | undefined, system: string | undefined): string {
  const deepest = chain.find((cause) => cause['code'] === (number ?? system)) ?? chain[0];
  const message = deepest?.['message'];
  const said = typeof message === 'string' ? message : 'unknown error';
  return number === undefined ? said : `error ${number}: ${said}`;
}

/**
 * An error with all that is behind it. A failed choice of a server has the errors of the servers in `reason`, as the
 * driver's description of the deployment.
 */
function causesOf(thrown: unknown, depth = 0): Fields[] {
  if (typeof thrown !== 'object' || thrown === null || depth > 8) return [];
  const fields = thrown as Fields;
  const reason = fields['reason'] as { readonly servers?: ReadonlyMap<string, Fields> } | undefined;
  const servers = reason?.servers instanceof Map ? [...reason.servers.values()] : [];
  // A bulk write has what the driver threw as the response of the server that there was none of.
  const response = fields['errorResponse'] instanceof Error ? [fields['errorResponse']] : [];
  const behind = [fields['cause'], ...response, ...servers.map((server) => (server as Fields)['error'])];
  return [fields, ...behind.flatMap((cause) => causesOf(cause, depth + 1))];
}
