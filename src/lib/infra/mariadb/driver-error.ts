import { AetherError } from '../../core/errors.ts';
import type { ErrorCode } from '../../core/error-codes.ts';
import { connectProblem, refusalHint } from './connect-problem.ts';
import { describeEndpoint, type MariadbEndpoint } from './endpoint.ts';

/** The parts of a mysql2 error that say what it is; the text is for people only. */
interface DriverErrorFields {
  readonly errno: number | undefined;
  readonly code: string | undefined;
  readonly sqlState: string | undefined;
  /** The session is over. */
  readonly isFatal: boolean;
  /** The link ended before TLS was agreed on, which says nothing about certificates. */
  readonly isCutHandshake: boolean;
}

const LOST = new Set(['PROTOCOL_CONNECTION_LOST', 'ECONNRESET', 'EPIPE', 'ERR_STREAM_DESTROYED']);
const TLS_CODE = /^(HANDSHAKE_|CERT_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/;

/** Server error numbers that mean something of their own (MariaDB error code list). */
const BY_ERRNO: Readonly<Record<number, ErrorCode>> = {
  1044: 'MARIADB_ACCESS_DENIED',
  1045: 'MARIADB_ACCESS_DENIED',
  1129: 'MARIADB_ACCESS_DENIED',
  1130: 'MARIADB_ACCESS_DENIED',
  1142: 'MARIADB_ACCESS_DENIED',
  1143: 'MARIADB_ACCESS_DENIED',
  1227: 'MARIADB_ACCESS_DENIED',
  1698: 'MARIADB_ACCESS_DENIED',
  1820: 'MARIADB_ACCESS_DENIED',
  1862: 'MARIADB_ACCESS_DENIED',
  4151: 'MARIADB_ACCESS_DENIED',
  3159: 'MARIADB_TLS',
  1047: 'MARIADB_NOT_READY',
  1317: 'MARIADB_KILLED',
  1053: 'MARIADB_CONNECTION_LOST',
  1927: 'MARIADB_CONNECTION_LOST',
  2006: 'MARIADB_CONNECTION_LOST',
  2013: 'MARIADB_CONNECTION_LOST',
};

/** Reads what of a mysql2 error tells its kind. */
function driverErrorFields(thrown: unknown): DriverErrorFields {
  const fields = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as Record<string, unknown>;
  return {
    errno: typeof fields['errno'] === 'number' ? fields['errno'] : undefined,
    code: typeof fields['code'] === 'string' ? fields['code'] : undefined,
    sqlState: typeof fields['sqlState'] === 'string' ? fields['sqlState'] : undefined,
    isFatal: fields['fatal'] === true,
    // mysql2 writes this code over the one of the system. A reset keeps its negative number; for a server that closed
    // the link in good order, Node gives no number and this field, which no complaint about a certificate has.
    isCutHandshake:
      fields['code'] === 'HANDSHAKE_SSL_ERROR' && (Number(fields['errno']) < 0 || 'localAddress' in fields),
  };
}

/** The server's error number behind one of our errors, or undefined where no server answered. */
export function serverErrno(thrown: unknown): number | undefined {
  if (!(thrown instanceof AetherError)) return undefined;
  const errno = thrown.details['errno'];
  return typeof errno === 'number' ? errno : undefined;
}

function codeOf(fields: DriverErrorFields): ErrorCode {
  // System errors carry a negative errno; only the server's own numbers count here.
  const byErrno = fields.errno === undefined ? undefined : BY_ERRNO[fields.errno];
  if (byErrno !== undefined) return byErrno;
  // No code: the link was lost while nothing was under way, and the statement after it finds it gone.
  if (fields.code === undefined) return fields.isFatal ? 'MARIADB_CONNECTION_LOST' : 'MARIADB_QUERY_FAILED';
  if (fields.isCutHandshake) return 'MARIADB_CONNECTION_LOST';
  if (LOST.has(fields.code)) return 'MARIADB_CONNECTION_LOST';
  return TLS_CODE.test(fields.code) ? 'MARIADB_TLS' : 'MARIADB_QUERY_FAILED';
}

const STATEMENT_EXCERPT_CHARS = 200;

/** Maps what mysql2 threw to one of our errors: by number and code, never by message text. */
export function mapDriverError(thrown: unknown, endpoint: MariadbEndpoint, sql?: string): AetherError {
  if (thrown instanceof AetherError) return thrown;
  const fields = driverErrorFields(thrown);
  const fromServer = fields.errno !== undefined && fields.errno > 0;
  const said = thrown instanceof Error ? thrown.message : String(thrown);
  const { code, message, hint } = fromServer
    ? {
        code: codeOf(fields),
        message: `error ${fields.errno}: ${said}`,
        hint: refusalHint(fields.errno, endpoint),
      }
    : (connectProblem(fields.code ?? '', endpoint) ?? { code: codeOf(fields), message: said });
  return new AetherError(code, `${describeEndpoint(endpoint)}: ${message}`, {
    cause: thrown,
    ...(hint === undefined ? {} : { hint }),
    details: {
      host: endpoint.name,
      ...(fromServer ? { errno: fields.errno, sql_state: fields.sqlState ?? null } : {}),
      ...(sql === undefined ? {} : { statement: excerpt(sql) }),
    },
  });
}

function excerpt(sql: string): string {
  const line = sql.replaceAll(/\s+/g, ' ').trim();
  return line.length > STATEMENT_EXCERPT_CHARS ? `${line.slice(0, STATEMENT_EXCERPT_CHARS)}…` : line;
}
