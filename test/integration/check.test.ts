// @module-tag tried-once
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ACCOUNT_KEYS, accountOf } from '../../src/lib/infra/mariadb/accounts/account-table.ts';
import { ACCOUNTS } from '../../src/lib/sandbox/accounts.ts';
import { currentLayout } from '../../src/lib/sandbox/prepare-sandbox.ts';
import { documentOf, type Ended } from '../support/aether-cli.ts';
import { sharedServer } from '../support/shared-server.ts';
import { openWorkspace, type Workspace } from '../support/workspace.ts';

interface FindingData {
  readonly check: string;
  readonly host: string | null;
  readonly status: string;
  readonly message: string;
  readonly hint: string | null;
}

/** What a sound environment with one server and without SSH gives. */
const SOUND = [
  'ok environment file -',
  ...Array.from({ length: 5 }, () => 'ok accounts db1'),
  'ok certificate db1',
  'ok clock db1',
  'ok settings db1',
  'ok version db1',
];
const UNSEEN_SERVER = ['certificate', 'clock', 'settings', 'version'].map((name) => `unknown ${name} db1`);

const password = (reference: string) => ({ user: ACCOUNTS.admin.user, password: reference });

let shop: Workspace;

beforeAll(async () => {
  shop = await openWorkspace({
    server: sharedServer(),
    database: 'aethertest_check',
  });
  const [server] = await shop.rows("SELECT SUBSTRING_INDEX(VERSION(), '.', 2) AS series");
  const environment = JSON.parse(await readFile(join(shop.directory, 'aether.yaml'), 'utf8'));
  environment.mariadb.version = server?.['series'];
  const { user } = ACCOUNTS.reader;
  const file = join(currentLayout(sharedServer().stateDir).secretsDir, user);
  environment.mariadb.accounts.reader = { user, password: `file:${file}` };
  await shop.write('aether.yaml', JSON.stringify(environment));
  await shop.write('wrong.password', 'not the password\n');
  // As the sandbox has it; the shared one is made quicker than that.
  await shop.rows('SET GLOBAL innodb_flush_log_at_trx_commit = 1');
});

afterAll(async () => {
  await shop.rows('SET GLOBAL innodb_flush_log_at_trx_commit = 0');
  await shop[Symbol.asyncDispose]();
});

/** Checks the sound environment with something laid over it; null takes a key away. */
async function check(overlay: object, ...options: string[]): Promise<Ended> {
  await shop.write('aether.case.yaml', JSON.stringify(overlay));
  return shop.run(['--env', 'case', 'check', ...options]);
}

async function findingsOf(overlay: object): Promise<{ exitCode: number | null; findings: FindingData[] }> {
  const ended = await check(overlay, '--json');
  const { ok, data } = documentOf<{ findings: FindingData[] }>(ended);
  expect(ok).toBe(ended.exitCode === 0);
  return { exitCode: ended.exitCode, findings: data.findings };
}

const inShort = (findings: readonly FindingData[]) =>
  findings.map((found) => `${found.status} ${found.check} ${found.host ?? '-'}`);
const unknownOnes = (findings: readonly FindingData[]) =>
  findings.filter(({ status }) => status === 'unknown');

describe('aether check of a sound environment', () => {
  it('finds all as it should be, as a table', async () => {
    const { exitCode, stdout, stderr } = await check({});
    expect(exitCode, stdout).toBe(0);
    expect(stdout).toMatch(/^STATUS +CHECK +HOST +FOUND$/m);
    expect(stdout).toMatch(/^ok +accounts +db1 +admin: logs in as aether_admin@%, has the grants it needs$/m);
    expect(stdout).toMatch(/^ok +clock +db1 +no skew against this machine$/m);
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('10 ok');
    expect(stderr).toMatch(/^✓ accounts /m);
    expect(stderr).toMatch(/^- ssh: not applicable /m);
  });

  it('finds the same as a document', async () => {
    const { exitCode, findings } = await findingsOf({});
    expect(inShort(findings)).toEqual(SOUND);
    expect(exitCode).toBe(0);
  });

  it('warns without calling it a failure', async () => {
    const { exitCode, stdout, stderr } = await check({ mariadb: { accounts: { reader: null } } });
    expect(exitCode, stdout).toBe(0);
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('9 ok, 1 warn');
    expect(stderr).toMatch(/^✓ accounts: 1 warn /m);
    expect(stderr).not.toContain('✗');
  });
});

describe('the grants of an account', { timeout: 120_000 }, () => {
  const LOGINS = ACCOUNT_KEYS.filter((key) => accountOf(key).declared !== 'never');
  const LIKE_ROOT: Readonly<Record<string, string>> = {
    migrator: '; as powerful as root (SET USER: it can make a procedure that runs as root)',
    evict: '; as powerful as root (SUPER: it can change every setting of the server)',
  };
  const user = (key: string) => `aethertest_${key}`;
  const accounts = Object.fromEntries(
    LOGINS.map((key) => [key, { user: user(key), password: 'file:wrong.password' }]),
  );
  const drop = () => shop.admin.query(`DROP USER IF EXISTS ${LOGINS.map(user).join(', ')}`);
  const ofAccounts = async () =>
    (await findingsOf({ mariadb: { accounts } })).findings.filter(({ check: name }) => name === 'accounts');

  beforeAll(async () => {
    await drop();
    for (const key of LOGINS) {
      await shop.admin.query(`CREATE USER ${user(key)} IDENTIFIED BY 'not the password' REQUIRE SSL`);
    }
  });
  afterAll(drop);

  it('that are missing are named, and once they are given nothing is missing', async () => {
    const before = await ofAccounts();
    expect(before.map(({ status }) => status)).toEqual(LOGINS.map(() => 'fail'));
    for (const { message, hint } of before) {
      expect(message).toMatch(/: logs in as aethertest_\w+@%, which lacks grants for /);
      const statements = hint!.replace('run as an administrator of the server: ', '').split(/(?<=;) /);
      expect(statements.length).toBeGreaterThan(0);
      for (const statement of statements) await shop.admin.query(statement);
    }
    const after = await ofAccounts();
    expect(after.map(({ status, message }) => `${status} ${message}`)).toEqual(
      LOGINS.map(
        (key) => `ok ${key}: logs in as ${user(key)}@%, has the grants it needs${LIKE_ROOT[key] ?? ''}`,
      ),
    );
  });

  it('that one account lacks fail the check for it alone, and the GRANT says which', async () => {
    await shop.admin.query(`REVOKE TRIGGER ON \`aethertest\\_check%\`.* FROM ${user('migrator')}`);
    const [failed, ...others] = (await ofAccounts()).filter(({ status }) => status !== 'ok');
    expect(others).toEqual([]);
    expect(failed).toMatchObject({
      status: 'fail',
      message: 'migrator: logs in as aethertest_migrator@%, which lacks grants for aether schema apply',
      hint: "run as an administrator of the server: GRANT TRIGGER ON `aethertest\\_check%`.* TO 'aethertest_migrator'@'%' WITH GRANT OPTION;",
    });
  });

  it('are all there in the sandbox', async () => {
    const { findings } = await findingsOf({});
    expect(findings.filter(({ check: name, status }) => name === 'accounts' && status !== 'ok')).toEqual([]);
  });
});

describe('what cannot be looked at', () => {
  it.each([
    [
      'an account that is not declared',
      { admin: null },
      /mariadb\.accounts\.admin is not in the environment/,
    ],
    ['a secret that is not set', { admin: password('env:AETHER_NOT_SET') }, /AETHER_NOT_SET is not set/],
    ['a wrong password', { admin: password('file:wrong.password') }, /error 1045: Access denied/],
  ])('for %s is unknown, and the other accounts still log in', async (_what, accounts, reason) => {
    const { exitCode, findings } = await findingsOf({ mariadb: { accounts } });
    expect(exitCode).toBe(1);
    expect(inShort(findings)).toEqual(expect.arrayContaining(UNSEEN_SERVER));
    const ofServer = findings.filter(({ check: name }) =>
      ['certificate', 'clock', 'settings', 'version'].includes(name),
    );
    for (const { message, hint } of ofServer) {
      expect(message).toMatch(reason);
      expect(hint).toMatch(/\w/);
    }
    const lines = inShort(findings);
    expect(lines.filter((line) => line === 'ok accounts db1')).toHaveLength(4);
    expect(lines).toContain('ok environment file -');
    expect(findings).toHaveLength(SOUND.length);
  });

  it('differs from a login that the server refuses', async () => {
    const accounts = { admin: password('file:wrong.password'), reader: password('env:AETHER_NOT_SET') };
    const { findings } = await findingsOf({ mariadb: { accounts } });
    const statusOf = (account: string) =>
      findings.find(({ check: name, message }) => name === 'accounts' && message.startsWith(`${account}:`))
        ?.status;
    expect([statusOf('admin'), statusOf('reader'), statusOf('ingest')]).toEqual(['fail', 'unknown', 'ok']);
  });

  it('for an unreadable CA is every account and every look at the server, with the place to correct', async () => {
    const { exitCode, findings } = await findingsOf({ mariadb: { tls: { ca: 'tls/none.pem' } } });
    expect(exitCode).toBe(1);
    expect(inShort(findings)).toEqual(SOUND.map((line) => line.replace(/^ok (?!environment)/, 'unknown ')));
    for (const { message, hint } of unknownOnes(findings)) {
      expect(message).toMatch(
        /mariadb\.tls\.ca: cannot read tls\/none\.pem \(ENOENT\) at aether\.case\.yaml:1:\d+$/,
      );
      expect(hint).toContain('put the certificate of the authority there');
    }
  });

  it('for an environment without a server says which role is missing', async () => {
    const hosts = { db1: null, jump: { address: '127.0.0.1', roles: ['bastion'] } };
    const { exitCode, findings } = await findingsOf({ hosts });
    expect(exitCode).toBe(1);
    expect(inShort(findings)).toEqual(
      SOUND.map((line) => line.replace(/^ok (?!environment)(.*) db1$/, 'unknown $1 -')),
    );
    for (const { message, hint } of unknownOnes(findings)) {
      expect(message).toMatch(/no host has the role mariadb or galera$/);
      expect(hint).toContain('roles: [mariadb]');
    }
  });

  it('for a host on a closed port hides nothing of the others', async () => {
    const hosts = { db2: { address: '127.0.0.1', roles: ['replica'], ports: { mariadb: 1 } } };
    const { exitCode, findings } = await findingsOf({ hosts });
    expect(exitCode).toBe(1);
    const expected = [...SOUND, ...UNSEEN_SERVER.map((line) => line.replace('db1', 'db2'))];
    expect(inShort(findings).toSorted()).toEqual(expected.toSorted());
    for (const { message } of unknownOnes(findings)) expect(message).toMatch(/db2 \(127\.0\.0\.1:1\)/);
  });

  it('is drawn as such while the checks run, and in the table', async () => {
    const { stdout, stderr } = await check({ mariadb: { accounts: { admin: null } } });
    expect(stderr).toMatch(/^\? version: 1 unknown /m);
    expect(stderr).toMatch(/^✓ accounts: 1 warn /m);
    expect(stdout).toMatch(
      /^unknown +version +db1 +mariadb\.accounts\.admin is not in the environment file/m,
    );
  });
});
