// @module-tag tried-once
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'csv-parse/sync';
import { documentOf, type Ended } from '../support/aether-cli.ts';
import { crashAndRepeat } from '../support/crash-runs.ts';
import { createPartsTable, DIRECT_SOURCE, partsFile, readPartsTable } from '../support/direct-source.ts';
import { eventually } from '../support/eventually.ts';
import type { IngestData, IngestFile } from '../support/ingest-document.ts';
import { createEmptier, readIngestState, type Emptier } from '../support/ingest-state.ts';
import { sharedServer } from '../support/shared-server.ts';
import { shortOrFull } from '../support/soak.ts';
import { openWorkspace, type Workspace } from '../support/workspace.ts';

/** More than the 4 MiB from which on indexes are built at the end. */
const MANY = 70_000;
const FEW = 3000;

let shop: Workspace;
let emptier: Emptier;

beforeAll(async () => {
  shop = await openWorkspace({
    server: sharedServer(),
    database: 'aethertest_direct',
    limits: { chunk_bytes: '64KiB' },
  });
  await shop.applySchema();
  await shop.write('parts.yaml', DIRECT_SOURCE);
  emptier = await createEmptier(shop);
});

beforeEach(async () => {
  await emptier.empty();
  await createPartsTable(shop);
});

afterAll(() => shop[Symbol.asyncDispose]());

const ARGS = ['ingest', './parts.yaml', '--from', '.', '--json'] as const;

const ingest = (...more: string[]): Promise<Ended> => shop.run([...ARGS, ...more]);

/** The outcome of the one file. */
function fileOf(ended: Ended): IngestFile {
  return documentOf<IngestData>(ended).data.files[0]!;
}

async function definition(): Promise<string> {
  return (await readPartsTable(shop)).definition;
}

describe('a file that goes straight into a table', () => {
  it('is there record for record, and the table has its indexes back', async () => {
    const before = await definition();
    const text = partsFile(MANY);
    await shop.write('parts.csv', text);
    const ended = await ingest();
    expect(ended.exitCode, ended.stderr).toBe(0);
    expect(fileOf(ended)).toMatchObject({ result: 'loaded', parsed: MANY, accepted: MANY, rejected: 0 });
    // That the indexes were away meanwhile is what this test is about.
    expect(ended.stderr).toMatch(/indexes of import_part: 2 built/);
    expect(await definition()).toBe(before);
    const rows = await shop.rows(`SELECT * FROM ${shop.database}.import_part ORDER BY part_id`);
    const written = parse<Record<string, string>>(text, { columns: true });
    expect(rows.length).toBe(written.length);
    rows.forEach((row, index) => {
      const { part_id: id, code, quantity, note } = written[index]!;
      if (row['note'] !== (note === '' ? null : note)) expect(row['note'], `note of ${id}`).toBe(note);
      if (row['code'] !== code || String(row['quantity']) !== quantity) expect(row).toEqual(written[index]);
    });
  });

  it('is loaded into a table that cannot be without one of its indexes', async () => {
    await shop.admin.query(
      `ALTER TABLE ${shop.database}.import_part ADD COLUMN row_no BIGINT NOT NULL AUTO_INCREMENT, ADD KEY ix_row (row_no)`,
    );
    // That one keeps its place, the others come behind it.
    const keys = async () => (await definition()).match(/^ {2}KEY .*\)/gm)?.toSorted();
    const before = await keys();
    await shop.write('parts.csv', partsFile(MANY));
    const ended = await ingest();
    expect(ended.exitCode, ended.stdout).toBe(0);
    expect(ended.stderr).toMatch(/indexes of import_part: 2 built/);
    expect(await keys()).toEqual(before);
  });

  it('is loaded once', async () => {
    await shop.write('parts.csv', partsFile(FEW));
    expect((await ingest()).exitCode).toBe(0);
    const before = await readPartsTable(shop);
    const again = await ingest();
    expect(again.exitCode, again.stderr).toBe(0);
    expect(fileOf(again)).toMatchObject({ result: 'unchanged', parsed: FEW, accepted: FEW });
    expect(await readPartsTable(shop)).toEqual(before);
  });

  it('is told of in events, one a line, with the result as the last one', async () => {
    await shop.write('parts.csv', partsFile(FEW));
    const ended = await shop.run(['ingest', './parts.yaml', '--from', '.', '--json=stream']);
    expect(ended.exitCode, ended.stderr).toBe(0);
    const lines = ended.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const result = lines.pop();
    expect(result).toMatchObject({ ok: true, command: 'ingest', data: { files: [{ accepted: FEW }] } });
    expect(lines.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['step_started', 'step_progress', 'step_finished']),
    );
    expect(lines.filter(({ type }) => type === 'step_progress').at(-1)).toMatchObject({
      counters: { rows: FEW },
    });
  });

  it('has its indexes once, where the server was still building them for a run that died', async () => {
    await shop.write('parts.csv', partsFile(FEW));
    expect((await ingest()).exitCode).toBe(0);
    const before = await definition();
    const { admin, database } = shop;
    const table = `${database}.import_part`;
    const keys = ['KEY `ix_part` (`code`,`quantity`)', 'KEY `ix_note` (`note`(20))'];
    await admin.query(`ALTER TABLE ${table} DROP KEY ix_part, DROP KEY ix_note`);
    await admin.query(
      `INSERT INTO ${database}_meta.ingest_deferred_index (table_name, index_name, definition, run_id)
       VALUES ('import_part', 'ix_part', ?, 'dead'), ('import_part', 'ix_note', ?, 'dead')`,
      keys,
    );
    await admin.query(`LOCK TABLES ${table} WRITE`);
    const running = shop.start(ARGS);
    await eventually('the new run waits for the table', async () => {
      const waiting = await shop.rows(
        `SELECT id FROM information_schema.processlist WHERE info LIKE '%import_part%' AND state LIKE 'Waiting for%'`,
      );
      return waiting[0];
    });
    await admin.query(`ALTER TABLE ${table} ${keys.map((key) => `ADD ${key}`).join(', ')}`);
    await admin.query('UNLOCK TABLES');
    const ended = await running.ended;
    expect(ended.exitCode, ended.stdout).toBe(0);
    expect(await definition()).toBe(before);
    expect(await shop.rows(`SELECT * FROM ${database}_meta.ingest_deferred_index`)).toEqual([]);
  });

  const kills = shortOrFull(1, 50);
  it(
    `ends as one clean run does, after kill -9 at ${kills} moments`,
    { timeout: (2 + kills) * 60_000 },
    async () => {
      await shop.write('parts.csv', partsFile(MANY, { 77: '77,P-1,none,x', 40_000: '40000,P-1,7000000,x' }));
      const strikes = await crashAndRepeat(
        {
          workspace: shop,
          args: [...ARGS, '--max-rejects', '2'],
          async reset() {
            await emptier.empty();
            await createPartsTable(shop);
          },
          state: async () => ({ ...(await readIngestState(shop)), parts: await readPartsTable(shop) }),
          strike: async (running) => running.kill('SIGKILL'),
        },
        kills,
      );
      console.info('kill -9 while a table is loaded:', strikes);
    },
  );
});

describe('records that only the server refuses', () => {
  const REFUSED = {
    // Over what the table allows.
    10: '10,P-000010,1000000,"over\r\nthe limit"',
    // The number of an earlier record, in one chunk with it: after a conflict of two chunks the later one may be first.
    20: '5,P-000005,1,twice',
    // What the trigger below does not like.
    2900: '2900,P-666,1,evil',
  };

  beforeEach(() =>
    shop.admin.query(
      `CREATE TRIGGER ${shop.database}.bi_import_part BEFORE INSERT ON ${shop.database}.import_part FOR EACH ROW
         IF NEW.code = 'P-666' THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'not this code'; END IF`,
    ),
  );

  it('are found one by one, with line, offset, rule and bytes; all others are loaded', async () => {
    const text = partsFile(FEW, REFUSED);
    await shop.write('parts.csv', text);
    const ended = await ingest('--max-rejects', '3');
    expect(ended.exitCode, ended.stderr).toBe(0);
    expect(fileOf(ended)).toMatchObject({ parsed: FEW, accepted: FEW - 3, rejected: 3 });
    const rejects = await shop.rows(
      `SELECT CAST(record_no AS DOUBLE) AS record, rule, CAST(file_line AS DOUBLE) AS line,
              CAST(byte_offset AS DOUBLE) AS start, raw FROM ${shop.database}_meta.ingest_reject ORDER BY record_no`,
    );
    expect(rejects.map(({ record, rule, raw }) => ({ record, rule, raw: String(raw) }))).toEqual([
      { record: 10, rule: 'check_constraint', raw: REFUSED[10] },
      { record: 20, rule: 'duplicate_key', raw: REFUSED[20] },
      { record: 2900, rule: 'trigger', raw: REFUSED[2900] },
    ]);
    const bytes = Buffer.from(text);
    for (const { start, line, raw } of rejects) {
      expect(bytes.subarray(start, start + (raw as Buffer).length)).toEqual(raw);
      expect(bytes.subarray(0, start).toString('latin1').split('\n')).toHaveLength(line);
    }
    const missing = await shop.rows(
      `SELECT CAST(COUNT(*) AS DOUBLE) AS loaded, SUM(part_id IN (10, 2900)) AS refused FROM ${shop.database}.import_part`,
    );
    expect(missing).toEqual([{ loaded: FEW - 3, refused: '0' }]);
  });

  it('stop the load where they are no accident: source and table do not fit', async () => {
    await shop.admin.query(
      `ALTER TABLE ${shop.database}.import_part ADD CONSTRAINT chk_none CHECK (quantity < 0)`,
    );
    await shop.write('parts.csv', partsFile(FEW));
    const ended = await ingest('--max-rejects', '100%');
    expect(ended.exitCode).toBe(2);
    expect(documentOf(ended).error).toMatchObject({ code: 'LOAD_REFUSED' });
    expect(await readPartsTable(shop)).toMatchObject({ rows: 0 });
  });
});

describe('a file with too many rejects for a table', () => {
  it('stops, keeps what is loaded, and goes on from there with a larger budget', async () => {
    const bad = Object.fromEntries([900, 1800, 2700].map((id) => [id, `${id},P-1,many,x`]));
    await shop.write('parts.csv', partsFile(FEW, bad));
    const first = await ingest('--max-rejects', '1', '--parallel', '1');
    expect(first.exitCode).toBe(1);
    const stopped = fileOf(first);
    expect(stopped).toMatchObject({ result: 'stopped', rejected: 2 });
    const loaded = await readPartsTable(shop);
    expect(loaded.rows).toBe(stopped.accepted);
    expect(loaded.rows).toBeLessThan(FEW - 3);

    const same = await ingest('--max-rejects', '1');
    expect(same.exitCode).toBe(1);
    expect(await readPartsTable(shop)).toEqual(loaded);

    const more = await ingest('--max-rejects', '3');
    expect(more.exitCode, more.stderr).toBe(0);
    expect(fileOf(more)).toMatchObject({ result: 'resumed', parsed: FEW, accepted: FEW - 3, rejected: 3 });
    expect(await readPartsTable(shop)).toMatchObject({ rows: FEW - 3 });
  });
});

describe('a damaged file for a table', () => {
  it('leaves the table as it was', async () => {
    const before = await readPartsTable(shop);
    const whole = gzipSync(partsFile(MANY), { level: 0 });
    await shop.write('parts.csv.gz', whole.subarray(0, whole.length - 100));
    const ended = await shop.run(['ingest', './parts.yaml', '--from', 'parts.csv.gz', '--json']);
    expect(ended.exitCode).toBe(2);
    expect(documentOf(ended).error).toMatchObject({ code: 'INPUT_DAMAGED' });
    expect(await readPartsTable(shop)).toEqual(before);
  });
});
