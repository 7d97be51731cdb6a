// Tables into documents: "aether migrate run" (read, map, write, ledger) beside insertMany of the same documents held ready
// in memory, which is what no migration can be faster than. One server, batches of 1,000, four in flight, majority and
// journal, no secondary indexes. The figures are those of the server that it names.
//   npm run bench:migrate -- [--roots 60000] [--runs 3] [--json]
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { runMigration } from '../dist/lib/migrate/run/run-migration.js';
import { benchContext } from './support/bench-context.mjs';
import { median, report } from './support/report.mjs';
import { openBench, option } from './support/servers.mjs';

const ROOTS = option('roots', 60_000);
const RUNS = option('runs', 3);
const [BATCH, IN_FLIGHT] = [1000, 4];

const TABLES = `
CREATE TABLE bench_order (order_id INT PRIMARY KEY, placed_at DATETIME(6) NOT NULL, customer_id BIGINT NOT NULL,
  amount DECIMAL(12, 2) NOT NULL, status ENUM('open', 'paid', 'sent') NOT NULL, note INT NULL, flag TINYINT NOT NULL);
CREATE TABLE bench_line (order_id INT NOT NULL, line_no SMALLINT NOT NULL, variant_id BIGINT NOT NULL, units INT NOT NULL,
  price DECIMAL(12, 2) NOT NULL, PRIMARY KEY (order_id, line_no));
INSERT INTO bench_order SELECT seq, '2026-01-01' + INTERVAL seq SECOND, seq % 9000, seq / 7, ELT(1 + seq % 3, 'open', 'paid', 'sent'), NULL, 1
  FROM seq_1_to_${ROOTS};
INSERT INTO bench_line SELECT o.seq, l.seq, o.seq % 777, l.seq, o.seq / 100 FROM seq_1_to_${ROOTS} AS o JOIN seq_1_to_3 AS l;`;
const MAPPINGS = {
  flat: 'collections: { flat: { table: bench_order, key: order_id } }',
  embedded:
    'collections: { embedded: { table: bench_order, key: order_id, arrays: { lines: { table: bench_line, on: { order_id: order_id } } } } }',
};

const contextIn = (cwd) => benchContext(['migrate', 'run'], cwd);

async function timed(work) {
  const [startedAt, cpu] = [performance.now(), process.cpuUsage()];
  const result = await work();
  const { user, system } = process.cpuUsage(cpu);
  return { result, seconds: (performance.now() - startedAt) / 1000, cpuSeconds: (user + system) / 1e6 };
}

async function insertReady(collection, documents) {
  const batches = [];
  for (let at = 0; at < documents.length; at += BATCH) batches.push(documents.slice(at, at + BATCH));
  const insert = async () => {
    for (let batch = batches.shift(); batch !== undefined; batch = batches.shift())
      await collection.insertMany(batch, { ordered: false });
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, insert));
}

async function measure(bench) {
  bench.sql(TABLES);
  const state = join(bench.directory, '.aether', 'sandbox');
  const { mongo } = JSON.parse(bench.aether('sandbox', 'status', '--json').stdout).data;
  const client = await new MongoClient(`mongodb://127.0.0.1:${mongo.port}/`, {
    directConnection: true,
    auth: {
      username: 'aether_writer',
      password: readFileSync(join(state, 'secrets', 'mongo_writer'), 'utf8').trim(),
    },
    authSource: 'admin',
    tls: true,
    ca: readFileSync(join(state, 'tls', 'ca.pem')),
    writeConcern: { w: 'majority', journal: true },
  }).connect();
  mkdirSync(join(bench.directory, 'configs', 'mappings'), { recursive: true });
  const figures = [];
  const cpu = {};
  let server = '';
  for (const [name, collections] of Object.entries(MAPPINGS)) {
    writeFileSync(
      join(bench.directory, 'configs', 'mappings', `${name}.yaml`),
      `mapping: ${name}\ntitle: ${name}\n${collections}\n`,
    );
    const rounds = [];
    for (let round = 0; round < RUNS; round += 1) {
      const ours = await timed(() => runMigration(contextIn(bench.directory), name));
      server = ours.result.server;
      const db = client.db('aethermart');
      const staged = db.collection(`${name}__staged_${ours.result.run}`, {
        promoteValues: false,
        promoteLongs: false,
      });
      const documents = await staged.find().toArray();
      await staged.drop();
      const theirs = await timed(() => insertReady(db.collection('ready'), documents));
      await db.collection('ready').drop();
      rounds.push({ ours, theirs, ratio: theirs.seconds / ours.seconds });
    }
    const of = (side, what) => median(rounds.map((round) => round[side][what]));
    cpu[`CPU seconds, ${name}`] =
      `${of('ours', 'cpuSeconds').toFixed(2)} : ${of('theirs', 'cpuSeconds').toFixed(2)}`;
    figures.push({
      name: `${name}: migrate run : insertMany held ready`,
      ours: of('ours', 'seconds'),
      theirs: of('theirs', 'seconds'),
      ratio: median(rounds.map(({ ratio }) => ratio)),
      ratios: rounds.map(({ ratio }) => ratio),
      unit: 's',
      runs: RUNS,
    });
  }
  await client.close();
  report('migrate', figures, {
    server,
    documents: String(ROOTS),
    'largest memory': `${Math.round(process.resourceUsage().maxRSS / 1024)} MiB`,
    ...cpu,
  });
}

const bench = openBench('--mongo');
try {
  await measure(bench);
} finally {
  bench[Symbol.dispose]();
}
