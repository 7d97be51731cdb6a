// @module-tag tried-once
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PlanDocument } from '../../src/lib/core/plan-schema.ts';
import { ROLE_KEYS, roleName } from '../../src/lib/infra/mariadb/accounts/role-table.ts';
import type { Holder } from '../../src/lib/schema/roles/read-role-report.ts';
import type { RoleState } from '../../src/lib/schema/roles/role-states.ts';
import { documentOf, type Ended } from '../support/aether-cli.ts';
import { eventually } from '../support/eventually.ts';
import { dropRoles } from '../support/role-shop.ts';
import { sharedServer } from '../support/shared-server.ts';
import { openWorkspace, type Workspace } from '../support/workspace.ts';

// The roles of an environment: made, compared, repaired, and never at the cost of somebody else.

const DATABASE = 'aethertest_roles';
const ANALYST = roleName(DATABASE, 'analyst');
const OWNER = roleName(DATABASE, 'owner');
const SOMEBODY = `${DATABASE}_somebody`;

let shop: Workspace;
/** What one run makes that nobody disturbs. */
let whole: string[];

beforeAll(async () => {
  shop = await openWorkspace({ server: sharedServer(), database: DATABASE });
  await shop.applySchema();
  await clear();
});
afterAll(async () => {
  await clear();
  await shop[Symbol.asyncDispose]();
});

async function clear(): Promise<void> {
  await dropRoles(shop);
  await shop.admin.query(`DROP ROLE IF EXISTS ${SOMEBODY}_role`);
  await shop.admin.query(`DROP USER IF EXISTS ${SOMEBODY}@'%'`);
}

const grant = (...more: string[]) => shop.run(['schema', 'grant', '--json', ...more]);
const sql = (statement: string) => shop.admin.query(statement);

async function granted(...more: string[]): Promise<number> {
  const ended = await grant(...more);
  expect(ended.exitCode, ended.stdout + ended.stderr).toBe(0);
  return documentOf<{ statements_run: number }>(ended).data.statements_run;
}

const planned = async () => documentOf<PlanDocument>(await grant('--dry-run')).data.plan;

/** What everybody may do, before or after the plan. */
const rightsIn = ({ steps }: PlanDocument['plan'], when: 'rights_before' | 'rights_after') =>
  new Map(
    steps.filter(({ id }) => id.startsWith('rights:')).map(({ subject, facts }) => [subject, facts[when]]),
  );

interface RolesDocument {
  readonly roles: readonly RoleState[];
  readonly holders: readonly Holder[];
}

async function roles(): Promise<{ ended: Ended } & RolesDocument> {
  const ended = await shop.run(['schema', 'roles', '--json']);
  return { ended, ...documentOf<RolesDocument>(ended).data };
}

/** What differs: the role, and the statements that repair it. */
const repairs = ({ roles: states }: RolesDocument) =>
  states.flatMap(({ name, state, repair }) => (state === 'applied' ? [] : [{ name, state, repair }]));

/** All grants of the environment's roles that are there, and who is in them. */
async function grants(): Promise<string[]> {
  const lines: string[] = [];
  const made = await shop.rows(
    `SELECT User AS name FROM mysql.global_priv WHERE User LIKE '${DATABASE}%' AND Host = ''`,
  );
  for (const { name } of made) {
    const rows = await shop.rows(`SHOW GRANTS FOR ${name}`);
    lines.push(...rows.map((row) => String(Object.values(row)[0])));
  }
  const members = await shop.rows(
    `SELECT CONCAT(User, ' in ', Role) AS line FROM mysql.roles_mapping WHERE Role LIKE '${DATABASE}%'`,
  );
  return [...lines, ...members.map(({ line }) => String(line))].toSorted();
}

/** What the accounts of aether have by themselves. */
async function ownGrants(): Promise<string[]> {
  const lines: string[] = [];
  for (const user of ['aether_migrator', 'aether_ingest', 'aether_search']) {
    const rows = await shop.rows(`SHOW GRANTS FOR '${user}'@'%'`);
    lines.push(...rows.map((row) => String(Object.values(row)[0])));
  }
  return lines;
}

describe('roles that are not there yet', () => {
  beforeEach(clear);

  it('are missing in schema roles, and in schema status nobody misses them', async () => {
    const report = await roles();
    expect(report.ended.exitCode).toBe(1);
    expect(report.roles.map(({ state }) => state)).toEqual(ROLE_KEYS.map(() => 'missing'));
    const status = await shop.run(['schema', 'status']);
    expect(status.exitCode, status.stdout).toBe(0);
    expect(status.stdout).toContain('roles: none made; aether schema grant makes them');
  });

  it('are made by schema grant, and by a dry run only planned', async () => {
    const own = await ownGrants();
    const plan = await planned();
    expect(plan.destructive).toBe(false);
    expect(plan.steps.filter(({ action }) => action === 'create').map(({ subject }) => subject)).toEqual(
      ROLE_KEYS.map((key) => roleName(DATABASE, key)),
    );
    const before = rightsIn(plan, 'rights_before');
    const promised = rightsIn(plan, 'rights_after');
    expect(before.get(ANALYST)).toEqual([]);
    expect(promised.get(ANALYST)).toContain(`SELECT ON \`${DATABASE}\`.\`masked_customer\``);
    expect(await grants()).toEqual([]);

    expect((await grant()).exitCode).toBe(64);
    const statements = plan.steps.flatMap(({ facts }) => (facts['statements'] as string[] | undefined) ?? []);
    expect(await granted('--yes')).toBe(statements.length);
    whole = await grants();
    expect(await granted('--yes')).toBe(0);
    expect(rightsIn(await planned(), 'rights_before')).toEqual(promised);
    expect((await shop.run(['schema', 'status'])).exitCode).toBe(0);

    // The accounts of aether keep what they had, and are members of their roles.
    const now = await ownGrants();
    expect(now.filter((line) => !own.includes(line))).toEqual([
      `GRANT \`${DATABASE}_migrator\` TO \`aether_migrator\`@\`%\``,
      `SET DEFAULT ROLE \`${DATABASE}_migrator\` FOR \`aether_migrator\`@\`%\``,
      `GRANT \`${DATABASE}_ingest\` TO \`aether_ingest\`@\`%\``,
      `SET DEFAULT ROLE \`${DATABASE}_ingest\` FOR \`aether_ingest\`@\`%\``,
    ]);
    expect(own.filter((line) => !now.includes(line))).toEqual([]);
    const check = await shop.run(['check', '--json']);
    const found = documentOf<{ findings: { check: string; status: string; message: string }[] }>(check).data
      .findings;
    const accounts = found.filter((finding) => finding.check === 'accounts' && finding.status !== 'warn');
    expect(accounts.map(({ status }) => status)).toEqual(['ok', 'ok', 'ok', 'ok']);
    expect(accounts.find(({ message }) => message.startsWith('migrator'))?.message).toContain(
      'as powerful as root (SET USER',
    );
  });

  it('are finished by the next run if one was killed while it made them', async () => {
    const killed = shop.start(['schema', 'grant', '--yes']);
    await eventually('the first rights on tables', async () => {
      const [row] = await shop.rows(
        `SELECT COUNT(*) AS count FROM mysql.tables_priv WHERE User LIKE '${DATABASE}%'`,
      );
      return Number(row?.['count']) > 3 ? true : undefined;
    });
    // Nothing is written any more: it is killed between two of its statements.
    await sql('FLUSH TABLES WITH READ LOCK');
    killed.kill('SIGKILL');
    await killed.ended;
    await sql('UNLOCK TABLES');
    expect((await grants()).length).toBeLessThan(whole.length);
    await sql(`UPDATE ${DATABASE}_meta.lease SET expires_at = UTC_TIMESTAMP(6)`);
    expect(await granted('--yes')).toBeGreaterThan(0);
    expect(await grants()).toEqual(whole);
  });

  it('are made once by two runs at once', async () => {
    const runs = await Promise.all([grant('--yes'), grant('--yes')]);
    expect(
      runs.map(({ exitCode }) => exitCode),
      runs.map(({ stderr }) => stderr).join('\n'),
    ).toEqual([0, 0]);
    expect(await grants()).toEqual(whole);
  });
});

describe('roles that somebody has changed', () => {
  it('are named with the statement that repairs them, and given what they lack', async () => {
    await sql(`REVOKE SELECT ON ${DATABASE}.masked_customer FROM ${ANALYST}`);
    await sql(`DROP ROLE ${DATABASE}_auditor`);
    const report = await roles();
    expect(report.ended.exitCode).toBe(1);
    const [analyst, auditor] = repairs(report);
    expect(analyst).toEqual({
      name: ANALYST,
      state: 'different',
      repair: [`GRANT SELECT ON \`${DATABASE}\`.\`masked_customer\` TO \`${ANALYST}\``],
    });
    expect(auditor).toMatchObject({ name: `${DATABASE}_auditor`, state: 'missing' });
    const status = await shop.run(['schema', 'status']);
    expect(status.exitCode).toBe(1);
    expect(status.stdout).toContain(`GRANT SELECT ON \`${DATABASE}\`.\`masked_customer\` TO \`${ANALYST}\`;`);
    for (const statement of analyst!.repair) await sql(statement);
    expect(repairs(await roles()).map(({ name }) => name)).toEqual([`${DATABASE}_auditor`]);
    expect(await granted('--yes')).toBeGreaterThan(0);
    expect(repairs(await roles())).toEqual([]);
  });

  it('lose what they have too much by --confirm alone', async () => {
    await sql(`GRANT SELECT ON ${DATABASE}.customer TO ${ANALYST}`);
    await sql(`GRANT ALL PRIVILEGES ON ${DATABASE}.* TO ${DATABASE}_ingest`);
    await sql(`GRANT ${OWNER} TO ${ANALYST}`);
    await sql(`REVOKE SELECT ON ${DATABASE}.masked_review FROM ${ANALYST}`);
    const before = await grants();
    const refused = await grant('--yes');
    expect(refused.exitCode).toBe(64);
    expect(documentOf(refused).error).toMatchObject({
      code: 'CONFIRMATION_REQUIRED',
      message: 'this takes rights away, and nobody can be asked: not a terminal',
    });
    expect(await grants()).toEqual(before);
    const pending = (await planned()).steps.filter(({ action }) => action !== 'keep');
    expect(pending.map(({ id, destructive }) => `${id} ${destructive}`)).toEqual([
      'grant:analyst false',
      'revoke:ingest true',
      'revoke:analyst true',
    ]);
    await granted('--confirm', 'test');
    expect(repairs(await roles())).toEqual([]);
  });

  it('may be in a database of somebody else by hand, which goes, too', async () => {
    await sql(`GRANT CREATE, SELECT ON \`other\\_shop\`.* TO ${DATABASE}_ops WITH GRANT OPTION`);
    expect(repairs(await roles())).toEqual([
      {
        name: `${DATABASE}_ops`,
        state: 'different',
        repair: [`REVOKE SELECT, CREATE, GRANT OPTION ON \`other\\_shop\`.* FROM \`${DATABASE}_ops\``],
      },
    ]);
    await granted('--confirm', 'test');
    expect(repairs(await roles())).toEqual([]);
  });

  it('are not touched if they are of somebody else, only shown', async () => {
    await sql(`CREATE ROLE ${SOMEBODY}_role`);
    await sql(`CREATE USER ${SOMEBODY}@'%' IDENTIFIED BY 'x'`);
    await sql(`GRANT SET USER ON *.* TO ${SOMEBODY}_role`);
    await sql(`GRANT SELECT ON ${DATABASE}.customer TO ${SOMEBODY}@'%'`);
    await sql(`GRANT ${SOMEBODY}_role TO ${SOMEBODY}@'%'`);
    await sql(`GRANT ${ANALYST} TO ${SOMEBODY}@'%'`);
    await sql(`CREATE VIEW ${DATABASE}.masked_nothing AS SELECT * FROM ${DATABASE}.customer`);
    expect(await granted('--confirm', 'test')).toBe(0);
    const { holders, roles: states } = await roles();
    expect(holders.find(({ name }) => name === `${SOMEBODY}_role`)).toMatchObject({
      kind: 'other role',
      like_root: ['SET USER'],
    });
    expect(holders.find(({ name }) => name === `${SOMEBODY}@%`)).toMatchObject({
      kind: 'other account',
      roles: [ANALYST, `${SOMEBODY}_role`],
      like_root: ['SET USER'],
    });
    expect(states.find(({ name }) => name === ANALYST)?.members).toContain(`${SOMEBODY}@%`);
    expect(holders.find(({ name }) => name === 'aether_migrator@%')?.like_root).toEqual(['SET USER']);
    const table = await shop.run(['schema', 'roles']);
    expect(table.stdout).toMatch(
      new RegExp(`^${ANALYST} +is +role\\n(.*\\n)* +data +read \\d+, run 6\\n`, 'm'),
    );
    expect(table.stdout).toMatch(
      /^aether_migrator@% +is +account, can become root\n( +in roles .*\n)? +server +(set user, process|process, set user)$/m,
    );
    await sql(`DROP VIEW ${DATABASE}.masked_nothing`);
  });
});

describe('a right that is needed is not taken away', () => {
  const refusal = async (workspace: Workspace) =>
    documentOf(await workspace.run(['schema', 'grant', '--json', '--confirm', 'test'])).error;

  it('from the account that acts', async () => {
    const dba = `${SOMEBODY}@'%'`;
    await sql(`CREATE OR REPLACE USER ${dba} IDENTIFIED BY 'x' REQUIRE SSL`);
    await sql(`GRANT ALL PRIVILEGES ON *.* TO ${OWNER} WITH GRANT OPTION`);
    await sql(`GRANT ${OWNER} TO ${dba}`);
    await sql(`SET DEFAULT ROLE ${OWNER} FOR ${dba}`);
    const secret = await shop.write('dba.password', 'x\n');
    await using other = await openWorkspace({
      server: sharedServer(),
      database: DATABASE,
      sharesDatabases: true,
      accounts: { admin: { user: SOMEBODY, password: `file:${secret}` } },
    });
    const before = await grants();
    expect(await refusal(other)).toMatchObject({
      code: 'RIGHTS_NEEDED',
      message: `${SOMEBODY}@% would lose rights that it needs for this command`,
    });
    expect(await grants()).toEqual(before);
    await granted('--confirm', 'test');
  });

  it('from the definer of a view', async () => {
    await sql(`GRANT SELECT ON ${DATABASE}.customer TO ${DATABASE}_ops`);
    await sql(
      `CREATE DEFINER = ${DATABASE}_ops SQL SECURITY DEFINER VIEW ${DATABASE}.of_ops AS SELECT customer_id FROM ${DATABASE}.customer`,
    );
    expect(await refusal(shop)).toMatchObject({
      code: 'RIGHTS_NEEDED',
      message: `view ${DATABASE}.of_ops runs with the rights of ${DATABASE}_ops, which would lose some`,
    });
    await sql(`DROP VIEW ${DATABASE}.of_ops`);
    await granted('--confirm', 'test');
  });
});
