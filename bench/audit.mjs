// What the audit costs a row: aether's trigger beside none and beside a plain one that writes JSON, and beside one that also
// chains its records in the trigger, under a row of the chain's head that every writer locks. Writers at once, each with rows
// of its own: one change per transaction, the same with 2 ms between change and commit, and while one more session keeps a
// transaction open and does nothing; then 10,000 rows by one INSERT … SELECT and one UPDATE.
//   npm run bench:audit -- [--writers 8] [--seconds 3] [--rounds 3] [--json]
import mysql from 'mysql2/promise';
import { AUDIT_EVENTS, triggerName } from '../dist/lib/infra/audit/audit-database.js';
import { triggerBody } from '../dist/lib/infra/audit/trigger-text.js';
import { median, report } from './support/report.mjs';
import { openBench, option } from './support/servers.mjs';
import { readFileSync } from 'node:fs';

const WRITERS = option('writers', 8);
const SECONDS = option('seconds', 3);
const ROUNDS = option('rounds', 3);
const BULK = 10_000;
const HOLD_MS = 2;

const COLUMNS = [
  'id',
  'variant_id',
  'channel_id',
  'currency_code',
  'amount',
  'valid_from',
  'note',
  'changed_at',
];
const TABLE = `(id INT NOT NULL PRIMARY KEY, variant_id BIGINT UNSIGNED NOT NULL, channel_id INT NOT NULL,
  currency_code CHAR(3) NOT NULL, amount DECIMAL(12, 2) NOT NULL, valid_from DATETIME(6) NOT NULL, note VARCHAR(100) NULL,
  changed_at DATETIME(6) NULL) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_uca1400_ai_ci`;
const ROWS = `SELECT seq, seq, 1, 'EUR', 9.90, '2026-01-01', 'note', NULL FROM seq_1_to_${BULK}`;

const audited = (name) => ({
  name,
  isPartitioned: false,
  columns: COLUMNS.map((column) => ({
    name: column,
    isBinary: false,
    isPersonal: false,
    isKey: column === 'id',
  })),
});

const json = (row) => `JSON_OBJECT(${COLUMNS.map((column) => `'${column}', ${row}.${column}`).join(', ')})`;
const PLAIN = {
  insert: `INSERT INTO plain_log VALUES (NULL, SYSDATE(6), USER(), NULL, ${json('NEW')})`,
  update: `INSERT INTO plain_log VALUES (NULL, SYSDATE(6), USER(), ${json('OLD')}, ${json('NEW')})`,
};

/** The record before it in its hash: the head row is locked from the change until the commit. */
function chained(name, event) {
  const lock = `DECLARE a_tip CHAR(64) CHARACTER SET ascii;\n  SET STATEMENT time_zone`;
  const body = triggerBody('aethermart', audited(name), event).replace('SET STATEMENT time_zone', lock);
  return body
    .replace(
      /INSERT INTO `audit_aethermart`/g,
      'SELECT tip INTO a_tip FROM audit_head WHERE chain = a_chain FOR UPDATE;\n  $&',
    )
    .replace(
      /\n(\s*)(END IF;\n\s*END IF;\n)?END$/,
      (end) =>
        `\n  UPDATE audit_head SET seq = seq + 1, tip = SHA2(CONCAT(a_tip, a_at, a_hash), 256) WHERE chain = a_chain;${end}`,
    );
}

const VARIANTS = {
  none: () => [],
  plain: (name) => ['insert', 'update'].map((event) => [event, PLAIN[event], name]),
  sealed: (name) =>
    AUDIT_EVENTS.map((event) => [event, triggerBody('aethermart', audited(name), event), name]),
  chained: (name) => ['insert', 'update'].map((event) => [event, chained(name, event), name]),
};

const bench = openBench();
const open = () => mysql.createConnection(bench.logins[0]);
const tableOf = (variant) => `bench_${variant}`;

async function prepare(admin) {
  await admin.query('CREATE DATABASE audit_aethermart');
  await admin.query('USE audit_aethermart');
  await admin.query(readFileSync(new URL('../sql/audit/audit_record.sql', import.meta.url), 'utf8'));
  await admin.query('USE aethermart');
  await admin.query(
    'CREATE TABLE audit_head (chain VARCHAR(255) COLLATE utf8mb4_nopad_bin PRIMARY KEY, seq BIGINT NOT NULL, tip CHAR(64) CHARACTER SET ascii NOT NULL) CHARACTER SET utf8mb4',
  );
  await admin.query(
    "INSERT INTO audit_head SELECT COALESCE(NULLIF(@@wsrep_node_name, ''), @@hostname), 0, REPEAT('0', 64)",
  );
  await admin.query(
    'CREATE TABLE plain_log (id BIGINT AUTO_INCREMENT PRIMARY KEY, at DATETIME(6), who VARCHAR(255), row_before JSON, row_after JSON)',
  );
  for (const [variant, triggers] of Object.entries(VARIANTS)) {
    const name = tableOf(variant);
    await admin.query(`CREATE TABLE ${name} ${TABLE}`);
    await admin.query(`INSERT INTO ${name} ${ROWS}`);
    for (const [event, body] of triggers(name))
      await admin.query(
        `CREATE TRIGGER ${triggerName(name, event)} AFTER ${event} ON ${name} FOR EACH ROW ${body}`,
      );
  }
}

/** Changes per second of all writers together. */
async function changesPerSecond(variant, { holdMs = 0, idle = false }) {
  const name = tableOf(variant);
  const sessions = await Promise.all(Array.from({ length: WRITERS }, open));
  const sleeper = await open();
  if (idle) {
    await sleeper.query('START TRANSACTION');
    await sleeper.query(`UPDATE ${name} SET amount = amount + 1 WHERE id = ${BULK}`);
  }
  const until = performance.now() + SECONDS * 1000;
  let changes = 0;
  const write = async (session, writer) => {
    await session.query('SET innodb_lock_wait_timeout = 1');
    for (let id = writer + 1; performance.now() < until; id = ((id + WRITERS) % (BULK - WRITERS)) + 1) {
      try {
        await session.query('START TRANSACTION');
        await session.query(`UPDATE ${name} SET amount = amount + 1 WHERE id = ${id}`);
        if (holdMs > 0) await new Promise((resolve) => setTimeout(resolve, holdMs));
        await session.query('COMMIT');
        changes += 1;
      } catch {
        await session.query('ROLLBACK');
      }
    }
  };
  await Promise.all(sessions.map((session, writer) => write(session, writer)));
  await sleeper.query('ROLLBACK');
  await Promise.all([...sessions, sleeper].map((session) => session.end()));
  return changes / SECONDS;
}

async function rowsPerSecond(variant, statement) {
  const session = await open();
  if (statement.startsWith('INSERT')) await session.query(`DELETE FROM ${tableOf(variant)}`);
  const startedAt = performance.now();
  await session.query(statement.replace('TABLE', tableOf(variant)));
  const seconds = (performance.now() - startedAt) / 1000;
  await session.end();
  return BULK / seconds;
}

const WORK = {
  'one change a transaction': [(variant) => changesPerSecond(variant, {}), 'changes/s'],
  [`with ${HOLD_MS} ms before the commit`]: [
    (variant) => changesPerSecond(variant, { holdMs: HOLD_MS }),
    'changes/s',
  ],
  'beside an idle transaction': [(variant) => changesPerSecond(variant, { idle: true }), 'changes/s'],
  [`${BULK} rows by one UPDATE`]: [
    (variant) => rowsPerSecond(variant, 'UPDATE TABLE SET amount = amount + 1'),
    'rows/s',
  ],
  [`${BULK} rows by one INSERT`]: [
    (variant) => rowsPerSecond(variant, `INSERT INTO TABLE ${ROWS}`),
    'rows/s',
  ],
};

/** What each variant does in each round; they take turns. */
async function inRounds(work) {
  const taken = Object.fromEntries(Object.keys(VARIANTS).map((variant) => [variant, []]));
  for (let round = 0; round < ROUNDS; round += 1)
    for (const variant of Object.keys(VARIANTS)) taken[variant].push(await work(variant));
  return taken;
}

try {
  const admin = await open();
  await prepare(admin);
  await admin.end();
  const figures = [];
  for (const [what, [work, unit]] of Object.entries(WORK)) {
    const taken = await inRounds(work);
    for (const beside of ['none', 'plain', 'chained']) {
      const [ours, theirs] = [median(taken.sealed), median(taken[beside])];
      const name = `${what} : ${beside === 'none' ? 'no trigger' : `${beside} trigger`}`;
      // Nobody gets through beside an idle transaction if the head row is locked.
      const ratio = ours / Math.max(theirs, 0.01);
      figures.push({ name, ours, theirs, ratio, unit, runs: ROUNDS });
    }
  }
  report('audit', figures);
} finally {
  bench[Symbol.dispose]();
}
