import { describe, expect, it } from 'vitest';
import { mapDriverError } from './driver-error.ts';
import { explainRefusal, type AskServer } from './explain-refusal.ts';
import type { MariadbEndpoint } from './endpoint.ts';
import { isOutage } from './outage.ts';
import { isConflict } from './retry.ts';

const endpoint: MariadbEndpoint = {
  name: 'db1',
  address: 'db1.example.com',
  port: 3306,
  user: 'loader',
  password: 'x',
  tls: { ca: undefined },
};

const systemError = (code: string) => Object.assign(new Error(`connect ${code}`), { code, errno: -1 });
const serverError = (errno: number, message: string) =>
  Object.assign(new Error(message), { code: 'ER_X', errno });

describe('an error of connecting', () => {
  it.each([
    ['ECONNREFUSED', 'MARIADB_UNREACHABLE', 'nothing listens on port 3306', /MariaDB runs on db1/],
    [
      'ENOTFOUND',
      'MARIADB_ADDRESS_UNKNOWN',
      'the name "db1.example.com" does not resolve',
      /hosts\.db1\.address/,
    ],
    ['EAI_AGAIN', 'MARIADB_UNREACHABLE', 'no name server answers for "db1.example.com"', /resolv\.conf/],
    ['ETIMEDOUT', 'MARIADB_UNREACHABLE', 'no answer in time', /firewalls/],
    ['EHOSTUNREACH', 'MARIADB_UNREACHABLE', 'there is no route to db1.example.com', /network/],
  ])('%s says what is wrong and what to look at', (systemCode, code, message, hint) => {
    expect(mapDriverError(systemError(systemCode), endpoint)).toMatchObject({
      code,
      message: `db1 (db1.example.com:3306): ${message} (${systemCode})`,
      hint: expect.stringMatching(hint) as string,
    });
  });

  it('names TLS if an account is refused without it: the server calls both a wrong password', () => {
    const denied = serverError(1045, "Access denied for user 'loader'@'10.0.0.7' (using password: YES)");
    const hintOf = (tls: MariadbEndpoint['tls']) => mapDriverError(denied, { ...endpoint, tls }).hint;
    expect(hintOf(null)).toMatch(/REQUIRE SSL .* mariadb\.tls\.mode is off/);
    expect(hintOf({ ca: undefined })).not.toMatch(/REQUIRE SSL/);
  });
});

describe('a lock wait', () => {
  // As mysql2 throws it. On a real member it takes a commit that waits for certification at the moment in which the
  // component is lost: a matter of milliseconds.
  const waited = Object.assign(new Error('Lock wait timeout exceeded; try restarting transaction'), {
    code: 'ER_LOCK_WAIT_TIMEOUT',
    errno: 1205,
    sqlState: 'HY000',
    sqlMessage: 'Lock wait timeout exceeded; try restarting transaction',
  });
  const explained = (ready: string) =>
    explainRefusal(mapDriverError(waited, endpoint, 'COMMIT'), endpoint, () =>
      Promise.resolve([
        { Variable_name: 'wsrep_ready', Value: ready },
        { Variable_name: 'wsrep_cluster_status', Value: ready === 'ON' ? 'Primary' : 'non-Primary' },
      ]),
    );

  it('on a member without its cluster is an outage of that one, and says so', async () => {
    const refused = await explained('OFF');
    expect(refused).toMatchObject({
      code: 'MARIADB_NOT_READY',
      message: expect.stringContaining('it is a Galera member in a non-Primary component') as string,
      hint: expect.stringMatching(/network between db1 and the other members; "aether check"/) as string,
      details: { errno: 1205 },
    });
    expect([isOutage(refused), isConflict(refused)]).toEqual([true, false]);
  });

  it('on a member that is well is a conflict with other work', async () => {
    const refused = await explained('ON');
    expect([isOutage(refused), isConflict(refused)]).toEqual([false, true]);
  });
});

describe('a login that is refused', () => {
  it.each([
    [1129, "Host '10.0.0.7' is blocked because of many connection errors", /FLUSH HOSTS on db1/],
    [1130, "Host '10.0.0.7' is not allowed to connect to this MariaDB server", /create "loader" for its/],
    [1820, 'You must SET PASSWORD before executing this statement', /"loader" has expired/],
    [1862, 'Your password has expired', /"loader" has expired/],
  ])('by error %d says what to do on the server', (errno, message, hint) => {
    expect(mapDriverError(serverError(errno, message), endpoint)).toMatchObject({
      code: 'MARIADB_ACCESS_DENIED',
      hint: expect.stringMatching(hint) as string,
    });
  });
});

describe('a full disk of the server', () => {
  const ask: AskServer = () => Promise.resolve([{ datadir: '/var/lib/mysql/', tmpdir: '/tmp' }]);
  const explained = (errno: number, message: string) =>
    explainRefusal(mapDriverError(serverError(errno, message), endpoint, 'ALTER TABLE a'), endpoint, ask);

  const DATA = '/var/lib/mysql/ (data)';
  const TEMPORARY = '/tmp (temporary files)';

  it.each([
    [3, 'Error writing file \'/tmp/MLX\' (Errcode: 28 "No space left on device")', TEMPORARY],
    // Seldom to be had from a real server: most statements wait for room after 1021 and 20 instead of failing with it.
    [20, 'Disk full (./a/b.MAD); waiting for someone to free some space...', `${DATA} or ${TEMPORARY}`],
    [1, "Can't create/write to file '/tmp/#sql_1.MAI' (Errcode: 28 \"No space left on device\")", TEMPORARY],
    [1006, "Can't create database 'b' (errno: 28 \"No space left on device\")", `${DATA} or ${TEMPORARY}`],
    [1030, 'Got error 28 "No space left on device" from storage engine InnoDB', `${DATA} or ${TEMPORARY}`],
    [1026, 'Error writing file \'./a/b.frm\' (errno: 28 "No space left on device")', DATA],
    [1021, 'Disk full (/tmp); waiting for someone to free some space', `${DATA} or ${TEMPORARY}`],
    [1114, "The table 'a' is full", DATA],
    [1878, 'Temporary file write failure.', TEMPORARY],
  ])('is named for error %d, with the directories that may be full', async (errno, message, places) => {
    expect(await explained(errno, message)).toMatchObject({
      code: 'MARIADB_DISK_FULL',
      message: `db1 (db1.example.com:3306) has no room to write: error ${errno}: ${message}`,
      hint: `make room on db1 below ${places}, then run the same command again`,
      details: { errno },
    });
  });

  it('is not suspected of another error with the same number', async () => {
    const refused = await explained(1030, 'Got error 140 "Wrong create options" from storage engine InnoDB');
    expect(refused.code).toBe('MARIADB_QUERY_FAILED');
  });
});
