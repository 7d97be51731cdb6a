import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documentOf } from '../support/aether-cli.ts';
import { sharedServer } from '../support/shared-server.ts';
import { openWorkspace, type Workspace } from '../support/workspace.ts';

interface Lint {
  readonly rules: number;
  readonly findings: readonly { rule: string; object: string; waived: string | null }[];
  readonly idle_waivers: readonly { rule: string; object: string }[];
}

const DATABASE = 'aethertest_lint';

/** One object for each rule, and one beside it that does not break it. */
const BAD = [
  'CREATE TABLE no_key (a INT)',
  'CREATE TABLE other_engine (a INT PRIMARY KEY) ENGINE = Aria',
  `CREATE TABLE parent (id TINYINT UNSIGNED AUTO_INCREMENT PRIMARY KEY, code VARCHAR(10), total_price DOUBLE, weight DOUBLE,
     UNIQUE KEY uq_code (code), KEY ix_code (code), KEY ix_code_price (code, total_price), KEY ix_weight (weight)) AUTO_INCREMENT = 250`,
  `CREATE TABLE child (id TINYINT UNSIGNED PRIMARY KEY, parent_id TINYINT UNSIGNED, code VARCHAR(10),
     CONSTRAINT fk_cascade FOREIGN KEY (parent_id) REFERENCES parent (id) ON DELETE CASCADE,
     CONSTRAINT fk_code FOREIGN KEY (code) REFERENCES parent (code),
     CONSTRAINT fk_right FOREIGN KEY (id) REFERENCES parent (id))`,
  'CREATE TABLE latin (a VARCHAR(5) PRIMARY KEY) CHARACTER SET latin1',
  'CREATE TABLE parted (a TIMESTAMP PRIMARY KEY) PARTITION BY RANGE (UNIX_TIMESTAMP(a)) (PARTITION p VALUES LESS THAN MAXVALUE)',
  'CREATE VIEW of_root AS SELECT 1 AS one',
  'CREATE SQL SECURITY INVOKER VIEW of_invoker AS SELECT 1 AS one',
  "CREATE DEFINER = aether_definer@localhost PROCEDURE locks() SELECT GET_LOCK('a', 1)",
  "CREATE DEFINER = aether_definer@localhost PROCEDURE locks_not() SELECT 'FORGET_LOCK (a)'",
  'CREATE DEFINER = aether_definer@localhost TRIGGER audit_late AFTER INSERT ON parent FOR EACH ROW INSERT INTO audit_event (occurred_at) VALUES (NOW())',
  'CREATE DEFINER = aether_definer@localhost TRIGGER audit_right AFTER DELETE ON parent FOR EACH ROW INSERT INTO audit_event (occurred_at) VALUES (UTC_TIMESTAMP(6))',
  'ALTER USER aether_definer@localhost ACCOUNT UNLOCK',
];

const FOUND = [
  'audit-local-time data.audit_late',
  'auto-increment-ends data.parent.id',
  'cascade data.child.fk_cascade',
  'float-money data.parent.total_price',
  'foreign-key-target data.child.fk_code',
  'get-lock data.locks',
  'no-primary-key data.no_key',
  'other-collation data.latin',
  'other-definer data.of_root',
  'other-engine data.other_engine',
  'redundant-index data.parent.ix_code',
  'timestamp-partition data.parted',
  'unlocked-definer mysql.aether_definer@localhost',
];

let shop: Workspace;

beforeAll(async () => {
  shop = await openWorkspace({ server: sharedServer(), database: DATABASE });
  await shop.applySchema();
});

afterAll(async () => {
  await shop.admin.query('ALTER USER aether_definer@localhost ACCOUNT LOCK');
  await shop[Symbol.asyncDispose]();
});

async function lint(...more: string[]) {
  const ended = await shop.run(['schema', 'lint', '--json', ...more]);
  return { exitCode: ended.exitCode, document: documentOf<Lint>(ended) };
}

describe('schema lint', () => {
  it("finds nothing in aether's own schema, and nothing is waived there", async () => {
    const { exitCode, document } = await lint();
    expect(document.data).toMatchObject({ rules: FOUND.length, findings: [], idle_waivers: [] });
    expect(exitCode).toBe(0);
  });

  it('finds one object for every rule, and none of those beside them', async () => {
    await shop.admin.query(`USE ${DATABASE}`);
    for (const statement of BAD) await shop.admin.query(statement);
    const { exitCode, document } = await lint();
    expect(document.data.findings.map(({ rule, object }) => `${rule} ${object}`)).toEqual(FOUND);
    expect(exitCode).toBe(1);
    const shown = await shop.run(['schema', 'lint']);
    expect(shown.stdout).toContain(
      'data.parent.id has used more than four fifths of its AUTO_INCREMENT (next is 250',
    );
    expect(shown.stdout).toContain(`${FOUND.length} findings (${FOUND.length} rules, 0 waived)`);
  });

  it('takes what is waived for accepted until its day, and says which waivers waive nothing', async () => {
    const waivers = [
      ...FOUND.map(
        (found) => `{ rule: ${found.replace(' ', ', object: ')}, reason: old, until: 2999-01-01 }`,
      ),
      '{ rule: cascade, object: data.gone, reason: old }',
    ];
    await shop.write('waivers.yaml', `waivers:\n${waivers.map((line) => `  - ${line}\n`).join('')}`);
    const { exitCode, document } = await lint('--waivers', 'waivers.yaml');
    expect(document.data.findings.every(({ waived }) => waived === 'old')).toBe(true);
    expect(document.data.idle_waivers).toEqual([{ rule: 'cascade', object: 'data.gone', reason: 'old' }]);
    expect(exitCode).toBe(1);
    await shop.write('waivers.yaml', `waivers:\n  - ${waivers[0]!.replace('2999', '2001')}\n`);
    const ended = await lint('--waivers', 'waivers.yaml');
    expect(ended.document.data.findings.every(({ waived }) => waived === null)).toBe(true);
    expect(ended.document.data.idle_waivers).toHaveLength(1);
  });

  it.each([
    ['of another shape', 'waivers:\n  - { rule: cascade, objects: x, reason: y }\n', 'waivers.yaml:2:22'],
    ['without a reason', 'waivers:\n  - { rule: cascade, object: x }\n', 'reason'],
    ['that is not YAML', 'waivers: [\n', 'waivers.yaml:'],
  ])('refuses a file of waivers %s', async (_what, content, message) => {
    await shop.write('waivers.yaml', content);
    const { exitCode, document } = await lint('--waivers', 'waivers.yaml');
    expect(exitCode).toBe(64);
    expect(document.error?.message).toContain(message);
  });

  it('says which file of waivers is not there', async () => {
    const { exitCode, document } = await lint('--waivers', 'none.yaml');
    expect(exitCode).toBe(64);
    expect(document.error?.message).toContain('none.yaml: cannot be read');
  });
});
