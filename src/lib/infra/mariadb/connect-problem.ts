import type { ErrorCode } from '../../core/error-codes.ts';
import type { MariadbEndpoint } from './endpoint.ts';

/** Why no session could be opened, in the words of somebody who runs the server. */
interface ConnectProblem {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string;
}

type Describe = (endpoint: MariadbEndpoint) => Omit<ConnectProblem, 'code'> & Partial<ConnectProblem>;

const noRoute: Describe = ({ address, name }) => ({
  message: `there is no route to ${address}`,
  hint: `check that ${name} is up, and the network between it and this computer`,
});

/** By the code that the system gives (errno(3), getaddrinfo(3)). */
const BY_SYSTEM_CODE: Readonly<Record<string, Describe>> = {
  ECONNREFUSED: ({ name, port }) => ({
    message: `nothing listens on port ${port}`,
    hint: `check that MariaDB runs on ${name}, and its port and bind_address; "aether sandbox up" starts local servers`,
  }),
  ENOTFOUND: ({ address, name }) => ({
    code: 'MARIADB_ADDRESS_UNKNOWN',
    message: `the name "${address}" does not resolve`,
    hint: `correct hosts.${name}.address in the environment file, or the name in the DNS`,
  }),
  EAI_AGAIN: ({ address }) => ({
    message: `no name server answers for "${address}"`,
    hint: 'check the DNS servers of this computer (/etc/resolv.conf)',
  }),
  ETIMEDOUT: ({ name, port }) => ({
    message: 'no answer in time',
    hint: `check that ${name} is up, and that firewalls and security groups let port ${port} through`,
  }),
  EHOSTUNREACH: noRoute,
  ENETUNREACH: noRoute,
};

/** What a system error of connecting means; undefined for what is not one. */
export function connectProblem(systemCode: string, endpoint: MariadbEndpoint): ConnectProblem | undefined {
  const describe = BY_SYSTEM_CODE[systemCode];
  if (describe === undefined) return undefined;
  const problem = describe(endpoint);
  return { code: 'MARIADB_UNREACHABLE', ...problem, message: `${problem.message} (${systemCode})` };
}

const WRONG_LOGIN = 1045;

/** By the server's error number (MariaDB error code list), if it alone says what helps. */
const HINTS: Readonly<Record<number, (endpoint: MariadbEndpoint) => string>> = {
  1129: ({ name }) =>
    `too many connections from this computer were cut off while they logged in: find out why, then FLUSH HOSTS on ${name}`,
  1130: ({ user }) =>
    `no account of the server may log in from this computer: create "${user}" for its address, or reach the server from another one`,
  1317: () =>
    'somebody ended the statement on the server (KILL QUERY): ask who and why, then run the same command again',
  1820: ({ user }) => `the password of "${user}" has expired: ALTER USER … IDENTIFIED BY a new one`,
  1862: ({ user }) => `the password of "${user}" has expired: ALTER USER … IDENTIFIED BY a new one`,
};

/** What helps where the server's own message leaves open what is meant. */
export function refusalHint(errno: number | undefined, endpoint: MariadbEndpoint): string | undefined {
  if (errno !== WRONG_LOGIN) return HINTS[errno ?? 0]?.(endpoint);
  const { user, tls } = endpoint;
  // A login without TLS to an account that requires it gets the same number and text.
  const password = `check the password of "${user}" and from which hosts it may log in`;
  return tls === null
    ? `${password}; an account with REQUIRE SSL is refused with this error too, and mariadb.tls.mode is off`
    : `${password}; an account with REQUIRE X509 cannot be used, as aether has no client certificate`;
}
