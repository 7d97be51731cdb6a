// @module-tag tried-once
import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Connection } from 'mysql2/promise';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PlanDocument } from '../../src/lib/core/plan-schema.ts';
import { ROLE_KEYS } from '../../src/lib/infra/mariadb/accounts/role-table.ts';
import { connectAs } from '../support/admin.ts';
import { documentOf } from '../support/aether-cli.ts';
import { sharedServer } from '../support/shared-server.ts';
import { plantShop } from '../support/shop.ts';
import { openWorkspace, type Workspace } from '../support/workspace.ts';

// Triggers record who changed which row; seals prove that nobody has changed the records since.

const DATABASE = 'aethertest_audit';
const RECORDS = `audit_${DATABASE}.audit_record`;
const KEY = 'audit.pem';

interface Fault {
  readonly kind: string;
  readonly place: string;
  readonly detail: string;
}
interface Verified {
  readonly faults: readonly Fault[];
  readonly members: readonly {
    readonly chains: readonly { readonly sealed: number; readonly unsealed: number }[];
    readonly tables: readonly {
      readonly table: string;
      readonly equal: number;
      readonly unrecorded: number;
    }[];
  }[];
}
interface Found {
  readonly records: readonly {
    readonly actor: string;
    readonly claimed_actor: string | null;
    readonly operation: string;
    readonly row_key: string;
    readonly changes: Readonly<Record<string, unknown>>;
  }[];
}

let shop: Workspace;
let writer: Connection;

beforeAll(async () => {
  shop = await openWorkspace({
    server: sharedServer(),
    database: DATABASE,
    audit: { signing_key: KEY, checkpoints: 'seals' },
  });
  const { privateKey } = generateKeyPairSync('ed25519');
  await shop.write(KEY, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const applied = await shop.aether(['schema', 'apply', '--json']);
  expect(applied.exitCode, applied.stdout + applied.stderr).toBe(0);
  await shop.admin.query(`USE ${DATABASE}`);
  await plantShop(shop.admin);
  writer = await connectAs(sharedServer(), 'ingest', DATABASE);
}, 120_000);

afterAll(async () => {
  await writer.end();
  await shop.admin.query('DROP USER IF EXISTS aether_auditor@localhost');
  await shop[Symbol.asyncDispose]();
});

async function seal(...more: string[]) {
  return documentOf<{ records: number; held: { kind: string; reason: string }[] }>(
    await shop.run(['audit', 'seal', '--json', ...more]),
  ).data;
}

async function verify(): Promise<Verified> {
  const ended = await shop.run(['audit', 'verify', '--json']);
  const { data } = documentOf<Verified>(ended);
  expect(ended.exitCode, ended.stdout).toBe(data.faults.length === 0 ? 0 : 1);
  return data;
}

const faultsNow = async () => (await verify()).faults.map(({ kind, place }) => `${kind} ${place}`);

async function search(...words: string[]) {
  const ended = await shop.run(['audit', 'search', ...words, '--json']);
  expect(ended.exitCode, ended.stdout).toBe(0);
  return documentOf<Found>(ended).data.records;
}

it('a search for a table, a key or a time that cannot be is refused, with what can', async () => {
  const refused = async (...words: string[]) => {
    const ended = await shop.run(['audit', 'search', ...words, '--json']);
    return documentOf<never>(ended).error?.message;
  };
  expect(await refused('prise')).toBe('no table "prise" is audited, did you mean "price"?');
  expect(await refused('price', '1')).toMatch(/^price has the primary key \(variant_id, /);
});

describe('the triggers of the audit', () => {
  it('are made with the schema, and then kept; a table that gets a column gets new ones', async () => {
    const again = await shop.run(['schema', 'apply', '--json', '--yes']);
    expect(documentOf<{ statements_run: number }>(again).data.statements_run).toBe(0);
    await shop.admin.query(`ALTER TABLE refund ADD COLUMN note VARCHAR(20) NULL`);
    expect(await faultsNow()).toEqual([
      'trigger refund_audit_after_insert',
      'trigger refund_audit_after_update',
      'trigger refund_audit_after_delete',
    ]);
    const made = await shop.run(['schema', 'apply', '--json', '--yes']);
    expect(documentOf<{ statements_run: number }>(made).data.statements_run).toBe(3);
    expect(await faultsNow()).toEqual([]);
    await shop.admin.query(`ALTER TABLE refund DROP COLUMN note`);
    await shop.run(['schema', 'apply', '--json', '--yes']);
  });

  it('record who changed what, in UTC, and personal data as commitments', async () => {
    await writer.query(
      `SET time_zone = '+09:00', timestamp = 1, @aether_actor = 'Eve of support', @aether_bulk = 1`,
    );
    await writer.query(`UPDATE price SET amount = 18.90 WHERE variant_id = 1`);
    await writer.query(`UPDATE price SET amount = amount WHERE variant_id = 1`);
    await writer.query(`UPDATE customer SET given_name = 'ADA' WHERE customer_no = 'C1'`);
    await writer.query(`SET timestamp = DEFAULT, @aether_actor = NULL, @aether_bulk = NULL`);
    const [change] = await search('price');
    expect(change).toMatchObject({
      operation: 'update',
      claimed_actor: 'Eve of support',
      changes: { amount: ['19.90', '18.90'] },
    });
    expect(change?.actor).toMatch(/^aether_ingest@/);
    const [named] = await search('customer', '1');
    expect(Object.keys(named?.changes ?? {})).toContain('given_name');
    expect(JSON.stringify(named)).not.toMatch(/ada\b/i);
    const [late] = await shop.rows(
      `SELECT MAX(ABS(TIMESTAMPDIFF(SECOND, occurred_at, UTC_TIMESTAMP(6)))) AS seconds FROM ${RECORDS}`,
    );
    expect(Number(late?.['seconds'])).toBeLessThan(600);
  });

  it('record a row that gets another key as one that goes and one that comes', async () => {
    await shop.admin.query(`INSERT INTO customer_consent (customer_id, purpose_code, is_granted)
      SELECT 1, purpose_code, 1 FROM consent_purpose LIMIT 1`);
    await shop.admin.query(`UPDATE customer_consent SET customer_consent_id = customer_consent_id + 1000`);
    expect((await search('customer_consent')).map(({ operation }) => operation)).toEqual([
      'insert',
      'delete',
      'insert',
    ]);
    expect(await faultsNow()).toEqual([]);
  });

  it('belong to an account that is locked and may add records, and nothing else', async () => {
    const [definer] = await shop.rows(
      `SELECT JSON_VALUE(Priv, '$.account_locked') AS locked FROM mysql.global_priv WHERE User = 'aether_auditor'`,
    );
    expect(['1', 'true']).toContain(String(definer?.['locked']));
    const grants = await shop.rows(`SHOW GRANTS FOR aether_auditor@localhost`);
    const rights = grants
      .map((row) => String(Object.values(row)[0]))
      .filter((line) => !line.includes('USAGE'));
    expect(rights.filter((line) => line.includes(`audit_${DATABASE}`))).toHaveLength(1);
    expect(rights.every((line) => /^GRANT (INSERT|SELECT, TRIGGER) ON /.test(line))).toBe(true);
  });

  it('cannot be read or written around by the accounts of the environment', async () => {
    for (const account of ['ingest', 'reader', 'migrator'] as const) {
      const session = await connectAs(sharedServer(), account, DATABASE);
      for (const statement of [
        `SELECT 1 FROM ${RECORDS}`,
        `DELETE FROM ${RECORDS}`,
        `TRUNCATE TABLE ${RECORDS}`,
      ])
        await expect(session.query(statement)).rejects.toMatchObject({ errno: 1142 });
      await session.end();
    }
  });
});

describe('who may see the audit', () => {
  const roleName = (key: string) => `${DATABASE}_${key}`;
  afterAll(async () => {
    for (const key of ROLE_KEYS) await shop.admin.query(`DROP ROLE IF EXISTS ${roleName(key)}`);
  });

  it('is the auditor, and no other role', async () => {
    const granted = await shop.run(['schema', 'grant', '--yes', '--confirm', 'test']);
    expect(granted.exitCode, granted.stderr).toBe(0);
    for (const key of ROLE_KEYS) {
      const grants = await shop.rows(`SHOW GRANTS FOR ${roleName(key)}`);
      const onAudit = grants
        .map((row) => String(Object.values(row)[0]))
        .filter((line) => line.includes('`audit_' + DATABASE));
      expect(
        onAudit.map((line) => line.split(' TO ')[0]),
        key,
      ).toEqual(key === 'auditor' ? [`GRANT SELECT ON \`audit_${DATABASE}\`.\`audit_record\``] : []);
    }
  });

  it('needs what aether check looks at, and schema lint finds nothing wrong with it', async () => {
    const checked = await shop.run(['check', '--json']);
    const { findings } = documentOf<{ findings: { check: string; status: string }[] }>(checked).data;
    expect(findings.filter(({ check }) => check === 'audit')).toMatchObject([{ status: 'warn' }]);
    const linted = await shop.run(['schema', 'lint', '--json']);
    expect(linted.exitCode, linted.stdout).toBe(0);
  });
});

describe('every kind of value', () => {
  const VALUES = [
    `(1, NULL, NULL, NULL, NULL, NULL, NULL, NULL)`,
    `(2, '', '', 0, 0, '1000-01-01 00:00:00', '', '{}')`,
    `(3, 'a ', 'A', -1.50, -9223372036854775808, '9999-12-31 23:59:59.999999', 0x00FF27, '{"a": "\\\\\\\\"}')`,
    `(4, 'V3:abcN;', 'größe 😀', 0.10, 9223372036854775807, '2026-03-29 02:30:00.5', 0xE9, '[1]')`,
    `(5, CONCAT('zero', CHAR(0), 'tab', CHAR(9), 'esc', CHAR(27)), REPEAT('x', 5000), 99999999.99, 1, NULL, NULL, 'null')`,
  ];

  it('gives the same hash in the trigger and in aether', async () => {
    await shop.admin.query(
      `CREATE TABLE corpus (id INT PRIMARY KEY, t VARCHAR(64), l LONGTEXT, d DECIMAL(10, 2), n BIGINT, at DATETIME(6), b VARBINARY(16), j JSON,
                            e ENUM('x', 'ü') DEFAULT 'ü', f DOUBLE DEFAULT 0.1, y BIT(3) DEFAULT b'101', day DATE DEFAULT '2024-02-29',
                            span TIME(3) DEFAULT '-12:00:00.5', latin VARCHAR(9) CHARACTER SET latin1 DEFAULT 'é', made INT AS (id + 1) STORED)
         CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci`,
    );
    await shop.admin.query(`INSERT INTO ${DATABASE}_meta.audit_policy VALUES ('corpus', 'values')`);
    await shop.run(['schema', 'apply', '--yes']);
    for (const values of VALUES)
      await shop.admin.query(`INSERT INTO corpus (id, t, l, d, n, at, b, j) VALUES ${values}`);
    await shop.admin.query(`UPDATE corpus SET t = 'A' WHERE id = 3`);
    await shop.admin.query(`UPDATE corpus SET l = 'a' WHERE id = 3`);
    await shop.admin.query(`UPDATE corpus SET t = 'A ' WHERE id = 3`);
    const { faults, members } = await verify();
    expect(faults).toEqual([]);
    expect(members[0]?.tables.find(({ table }) => table === 'corpus')).toMatchObject({
      equal: 5,
      unrecorded: 0,
    });
    expect(await search('corpus', '3')).toHaveLength(4);
  });

  it('is not recorded of a table that leaves the policy, which can be written to all the while', async () => {
    await shop.admin.query(`DELETE FROM ${DATABASE}_meta.audit_policy WHERE table_name = 'corpus'`);
    await shop.admin.query(`UPDATE corpus SET t = 'B' WHERE id = 3`);
    await shop.run(['schema', 'apply', '--yes']);
    await shop.admin.query(`UPDATE corpus SET t = 'C' WHERE id = 3`);
    expect(await search('corpus', '3')).toHaveLength(5);
    const grants = await shop.rows('SHOW GRANTS FOR aether_auditor@localhost');
    expect(JSON.stringify(grants)).not.toContain('corpus');
  });
});

describe('a seal', () => {
  it('covers what was recorded since the one before', async () => {
    const dry = await shop.run(['audit', 'seal', '--dry-run', '--json']);
    expect(documentOf<PlanDocument>(dry).data).toMatchObject({ dry_run: true, plan: { changes: 1 } });
    const first = await seal();
    expect(first.records).toBeGreaterThan(10);
    expect(await seal()).toMatchObject({ records: 0, held: [] });
    await shop.admin.query(`UPDATE price SET amount = amount + 1`);
    expect((await seal()).records).toBeGreaterThan(0);
    const { faults, members } = await verify();
    expect(faults).toEqual([]);
    expect(members[0]?.chains[0]).toMatchObject({ unsealed: 0 });
  });

  it('waits for a transaction that has written, says whose it is, and does not hold up other writers', async () => {
    await writer.beginTransaction();
    await writer.query(`UPDATE customer SET given_name = 'Eve' WHERE customer_id = 2`);
    await shop.admin.query(`UPDATE price SET amount = amount + 1 WHERE variant_id = 2`);
    const { records, held } = await seal('--wait', '0');
    expect(records).toBe(0);
    expect(held).toMatchObject([{ kind: 'open' }]);
    expect(held[0]?.reason).toMatch(/aether_ingest@.* has a transaction open/);
    await writer.rollback();
    expect((await seal()).records).toBeGreaterThan(0);
  });

  it('is made for a row that was rolled back, too, without a gap', async () => {
    expect(await faultsNow()).toEqual([]);
  });
});

describe('tampering', () => {
  const COPY = `audit_${DATABASE}.as_sealed`;

  beforeAll(async () => {
    for (let change = 0; change < 4; change += 1)
      await shop.admin.query(`UPDATE price SET amount = amount + 1`);
    await seal();
    await shop.admin.query(`CREATE TABLE ${COPY} AS SELECT * FROM ${RECORDS}`);
  });
  beforeEach(async () => {
    await shop.admin.query(`DELETE FROM ${RECORDS}`);
    await shop.admin.query(`INSERT INTO ${RECORDS} SELECT * FROM ${COPY}`);
    expect(await faultsNow()).toEqual([]);
  });
  afterAll(() => shop.admin.query(`DROP TABLE ${COPY}`));

  const third = `(SELECT audit_id FROM ${COPY} ORDER BY audit_id LIMIT 2, 1)`;
  const kinds = async () => (await verify()).faults.map(({ kind }) => kind).filter((kind) => kind !== 'row');
  /** What the trigger computes, by somebody who has read its text. */
  const RECOMPUTED = `SHA2(CONCAT(${['chain', 'occurred_at', 'actor', 'connection_id', 'claimed_actor', 'table_name', 'operation', 'row_key', 'changes', 'row_hash'].map((field) => `IF(${field} IS NULL, 'N;', CONCAT('V', LENGTH(CONVERT(${field} USING utf8mb4)), ':', CONVERT(${field} USING utf8mb4) COLLATE utf8mb4_nopad_bin))`).join(', ')}), 256)`;

  it('with a field of a record is named', async () => {
    await shop.admin.query(`UPDATE ${RECORDS} SET actor = 'nobody@' WHERE audit_id = ${third}`);
    expect(await kinds()).toEqual(['changed']);
  });

  it('by taking a record out is named', async () => {
    await shop.admin.query(`DELETE FROM ${RECORDS} WHERE audit_id = ${third}`);
    expect(await kinds()).toEqual(['missing']);
  });

  it('with the order of records is named', async () => {
    const rows = await shop.rows(`SELECT audit_id AS id FROM ${COPY} ORDER BY audit_id LIMIT 2, 2`);
    const [one, two] = rows.map(({ id }) => String(id));
    await shop.admin.query(`UPDATE ${RECORDS} SET audit_id = 1000000 WHERE audit_id = ${one}`);
    await shop.admin.query(`UPDATE ${RECORDS} SET audit_id = ${one} WHERE audit_id = ${two}`);
    await shop.admin.query(`UPDATE ${RECORDS} SET audit_id = ${two} WHERE audit_id = 1000000`);
    expect(await kinds()).toEqual(['reordered']);
  });

  it('by a forger who computes every hash again is named', async () => {
    await shop.admin.query(`UPDATE ${RECORDS} SET actor = 'nobody@' WHERE audit_id = ${third}`);
    await shop.admin.query(`UPDATE ${RECORDS} SET record_hash = ${RECOMPUTED}`);
    expect(await kinds()).toEqual(['forged']);
  });

  it('does not hide the other records from a search', async () => {
    const [last] = await shop.rows(
      `SELECT audit_id AS id, changes FROM ${RECORDS} ORDER BY audit_id DESC LIMIT 1`,
    );
    const write = (text: unknown) =>
      shop.admin.query(`UPDATE ${RECORDS} SET changes = ? WHERE audit_id = ?`, [text, last?.['id']]);
    await write('{spoilt');
    const found = await search();
    expect(found.length).toBeGreaterThan(1);
    expect(found[0]).toMatchObject({ changes: { 'not readable': '{spoilt' } });
    await write(last?.['changes']);
  });

  it('by cutting the tail is named', async () => {
    await shop.admin.query(`DELETE FROM ${RECORDS} ORDER BY audit_id DESC LIMIT 2`);
    expect(await kinds()).toEqual(['cut']);
  });

  it('with a row, while its triggers were gone, is named', async () => {
    await shop.admin.query(`DROP TRIGGER price_audit_after_update`);
    await shop.admin.query(`UPDATE price SET amount = amount + 1 WHERE variant_id = 2`);
    const { faults } = await verify();
    expect(faults.map(({ kind, place }) => `${kind} ${place}`)).toEqual([
      'trigger price_audit_after_update',
      'row price',
    ]);
    const applied = await shop.run(['schema', 'apply', '--yes']);
    expect(applied.exitCode, applied.stderr).toBe(0);
    expect(await faultsNow()).toEqual(['row price']);
    await shop.admin.query(`DROP TRIGGER price_audit_after_update`);
    await shop.admin.query(`UPDATE price SET amount = amount - 1 WHERE variant_id = 2`);
    await shop.run(['schema', 'apply', '--yes']);
  });

  it('with the file of a seal is named, and nothing is sealed on top of it', async () => {
    const path = join(shop.directory, 'seals', 'test-000001.json');
    const { readFile } = await import('node:fs/promises');
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace('"records":', '"records": '));
    expect((await verify()).faults).toEqual([]);
    await writeFile(path, text.replace(/"records":(\d+)/, '"records":1$1'));
    expect((await verify()).faults.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['checkpoint']));
    const refused = await shop.run(['audit', 'seal', '--json']);
    expect(documentOf<never>(refused).error).toMatchObject({ code: 'AUDIT_CHECKPOINTS' });
    await writeFile(path, text);
  });
});
