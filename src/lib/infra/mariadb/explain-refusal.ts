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

/** ER_RECORD_FILE_FULL: a file of a table could not grow. */
const TABLE_FULL = 1114;
/** ER_TEMP_FILE_WRITE_FAILURE: InnoDB sorts the rows of a new index in files below innodb_tmpdir or tmpdir. */
const TEMPORARY_FILE = 1878;

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
  const source = isReplica ? await sourceOf(ask) : undefined;
  return {
    code: 'MARIADB_READ_ONLY',
    message: `is read-only (read_only is ${readOnly})${isReplica ? ' and a replica' : wasReplica ? ' and was a replica; replication does not run' : ''}`,
    hint: isReplica
      ? `write to its source${source === undefined ? '' : `, ${source}`}: give ${name} the role replica in the environment file, and its source the role mariadb or galera`
      : `find out who set it and why (maintenance, a failover); then SET GLOBAL read_only = OFF on ${name}`,
  };
};

/** Where a replica reads from; undefined without the privilege REPLICA MONITOR. */
async function sourceOf(ask: AskServer): Promise<string | undefined> {
  const [row] = await ask('SHOW ALL SLAVES STATUS').catch(() => []);
  return row === undefined ? undefined : `${row['Master_Host']}:${row['Master_Port']}`;
}

/** The directory that the server names, or that the kind of the error stands for; both if neither says which. */
function fullPlace(refused: AetherError, places: Readonly<Record<string, string>>): string {
  const { datadir = '', tmpdir = '' } = places;
  const { message } = refused;
  const data = `${datadir} (data)`;
  const temporary = `${tmpdir} (temporary files)`;
  // The server names files of its data relative to their directory.
  if (message.includes("'./") || message.includes(datadir)) return data;
  if (serverErrno(refused) === TEMPORARY_FILE || message.includes(`${tmpdir}/`)) return temporary;
  return serverErrno(refused) === TABLE_FULL ? data : `${data} or ${temporary}`;
}

const DISK_FULL: Explain = async (refused, { name }, ask) => {
  const [places] = await ask(
    "SELECT @@GLOBAL.datadir AS datadir, IFNULL(NULLIF(@@SESSION.innodb_tmpdir, ''), @@GLOBAL.tmpdir) AS tmpdir",
  );
  const where = places === undefined ? '' : ` below ${fullPlace(refused, places)}`;
  return {
    code: 'MARIADB_DISK_FULL',
    message: 'has no room to write',
    hint: `make room on ${name}${where}, then run the same command again`,
  };
};

const IF_NO_SPACE: Explain = async (refused, endpoint, ask) =>
  NO_SPACE.test(refused.message) ? DISK_FULL(refused, endpoint, ask) : undefined;

/**
 * By the server's error number (MariaDB error code list; below 1000 those of its system library: create, write, disk full,
 * make directory, sync).
 */
const BY_ERRNO: Readonly<Record<number, Explain>> = {
  1: IF_NO_SPACE,
  3: IF_NO_SPACE,
  20: DISK_FULL,
  21: IF_NO_SPACE,
  27: IF_NO_SPACE,
  1004: IF_NO_SPACE,
  1005: IF_NO_SPACE,
  1006: IF_NO_SPACE,
  1021: DISK_FULL,
  1025: IF_NO_SPACE,
  1026: IF_NO_SPACE,
  1030: IF_NO_SPACE,
  [TABLE_FULL]: DISK_FULL,
  1205: LOCK_WAIT,
  1290: READ_ONLY,
  [TEMPORARY_FILE]: DISK_FULL,
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
