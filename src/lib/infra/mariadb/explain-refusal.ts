import { AetherError } from '../../core/errors.ts';
import { serverErrno } from './driver-error.ts';
import { describeEndpoint, type MariadbEndpoint } from './endpoint.ts';

/** Asks the server that has just refused a statement; for statements that it answers in any state. */
export type AskServer = (sql: string) => Promise<readonly Readonly<Record<string, string>>[]>;

interface Explanation {
  readonly code: 'MARIADB_READ_ONLY' | 'MARIADB_DISK_FULL' | 'MARIADB_NOT_READY';
  readonly message: string;
  readonly hint: string;
}

type Explain = (
  refused: AetherError,
  endpoint: MariadbEndpoint,
  ask: AskServer,
) => Promise<Explanation | undefined>;

/** ENOSPC, as the server puts it into its own messages: `(Errcode: 28 "No space left on device")`. */
const NO_SPACE = /\b28 "/;

const LOCK_WAIT: Explain = async (_refused, { name }, ask) => {
  const { wsrep_ready: ready, wsrep_cluster_status: status } = await show(
    ask,
    "SHOW GLOBAL STATUS WHERE Variable_name IN ('wsrep_ready', 'wsrep_cluster_status')",
  );
  if (ready !== 'OFF') return undefined;
  return {
    code: 'MARIADB_NOT_READY',
    message: `is not ready: it is a Galera member in a ${status ?? 'lost'} component, so it waits in vain for the others`,
    hint: `check the network between ${name} and the other members; "aether check" shows the state of each`,
  };
};

const READ_ONLY: Explain = async (_refused, { name }, ask) => {
  const { read_only: readOnly } = await show(ask, "SHOW GLOBAL VARIABLES LIKE 'read_only'");
  // The same number stands for other options that forbid a statement, such as secure_file_priv.
  if (readOnly === undefined || readOnly === 'OFF') return undefined;
  // SHOW REPLICA STATUS takes a privilege that these accounts do not have.
  const { Slaves_running: running } = await show(ask, "SHOW GLOBAL STATUS LIKE 'Slaves_running'");
  const [row] = await ask('SELECT @@GLOBAL.gtid_slave_pos AS position');
  const isReplica = Number(running) > 0;
  const wasReplica = !isReplica && (row?.['position'] ?? '') !== '';
  return {
    code: 'MARIADB_READ_ONLY',
    message: `is read-only (read_only is ${readOnly})${isReplica ? ' and a replica' : wasReplica ? ' and was a replica; replication does not run' : ''}`,
    hint: isReplica
      ? `write to its source: give ${name} the role replica in the environment file, and its source the role mariadb or galera`
      : `find out who set it and why (maintenance, a failover); then SET GLOBAL read_only = OFF on ${name}`,
  };
};

const DISK_FULL: Explain = async (_refused, { name }, ask) => {
  const [places] = await ask('SELECT @@GLOBAL.datadir AS datadir, @@GLOBAL.tmpdir AS tmpdir');
  const where =
    places === undefined ? '' : ` below ${places['datadir']} (data) or ${places['tmpdir']} (temporary files)`;
  return {
    code: 'MARIADB_DISK_FULL',
    message: 'has no room to write',
    hint: `make room on ${name}${where}, then run the same command again`,
  };
};

const IF_NO_SPACE: Explain = async (refused, endpoint, ask) =>
  NO_SPACE.test(refused.message) ? DISK_FULL(refused, endpoint, ask) : undefined;

/** By the server's error number (MariaDB error code list). */
const BY_ERRNO: Readonly<Record<number, Explain>> = {
  3: IF_NO_SPACE,
  1005: IF_NO_SPACE,
  1021: DISK_FULL,
  1026: IF_NO_SPACE,
  1030: IF_NO_SPACE,
  1114: DISK_FULL,
  1205: LOCK_WAIT,
  1290: READ_ONLY,
};

/**
 * The error with what is the matter with its server, if that is the reason and the server says so when it is asked; else
 * the error as it is.
 */
export async function explainRefusal(
  refused: AetherError,
  endpoint: MariadbEndpoint,
  ask: AskServer,
): Promise<AetherError> {
  const explanation = await BY_ERRNO[serverErrno(refused) ?? 0]?.(refused, endpoint, ask).catch(
    () => undefined,
  );
  if (explanation === undefined) return refused;
  const { code, message, hint } = explanation;
  const said = refused.message.replace(`${describeEndpoint(endpoint)}: `, '');
  return new AetherError(code, `${describeEndpoint(endpoint)} ${message}: ${said}`, {
    hint,
    details: refused.details,
    cause: refused.cause,
  });
}

async function show(
  ask: AskServer,
  statement: string,
): Promise<Readonly<Record<string, string | undefined>>> {
  const rows = await ask(statement);
  return Object.fromEntries(rows.map((row) => [row['Variable_name'] ?? '', row['Value']]));
}
