// `aether ingest` against the ordinary tools, on the same rows, into the same table, in one run: the whole command is
// timed, start to exit. Rounds alternate, so that other work on the machine falls on all alike; the ratio is the median
// of the rounds' own. Of five million rows the second that aether takes to start is a fiftieth.
//   npm run bench:ingest -- [--rows 5000000] [--rounds 3] [--only client,single] [--json]
import { createWriteStream, statSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { handOverNanoseconds } from './support/hand-over.mjs';
import { median, report } from './support/report.mjs';
import { isInstalled, loadStatement, openBench, option } from './support/servers.mjs';

const ROWS = option('rows', 5_000_000);
const ROUNDS = option('rounds', 3);
const onlyAt = process.argv.indexOf('--only');
const isWanted = ({ name }) => onlyAt === -1 || process.argv[onlyAt + 1].split(',').includes(name);

const TABLE = `CREATE TABLE bench_rows (
  id BIGINT UNSIGNED NOT NULL PRIMARY KEY, customer_id INT NOT NULL, product_id INT NOT NULL,
  status VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, quantity INT NOT NULL,
  price DECIMAL(12,2) NOT NULL, placed_at DATETIME(6) NOT NULL, note VARCHAR(200),
  KEY ix_customer (customer_id), KEY ix_product (product_id, placed_at))`;
const SOURCE = `source: bench
title: rows for the bench
files:
  rows:
    match: bench_rows.csv
    into: bench_rows
    columns:
      - { name: id, type: integer, required: true }
      - { name: customer_id, type: integer, required: true }
      - { name: product_id, type: integer, required: true }
      - { name: status, type: enum, values: [new, paid, shipped, delivered], required: true }
      - { name: quantity, type: integer, min: 1, required: true }
      - { name: price, type: decimal, precision: 12, scale: 2, required: true }
      - { name: placed_at, type: datetime, required: true }
      - { name: note, type: text, max_chars: 200 }
`;

/** Writes the rows of these numbers, both included. */
async function writeRows(csv, first, last) {
  const file = createWriteStream(csv);
  file.write('id,customer_id,product_id,status,quantity,price,placed_at,note\n');
  const statuses = ['new', 'paid', 'shipped', 'delivered'];
  for (let id = first; id <= last; id += 1) {
    const hash = Math.imul(id, 2654435761) >>> 0;
    const placed = new Date(1_700_000_000_000 + id * 1000).toISOString().slice(0, 19).replace('T', ' ');
    const fields = [id, hash % 200_000, (hash >>> 7) % 50_000, statuses[hash % 4], 1 + (hash % 5)];
    const line = `${fields.join(',')},${((hash % 100_000) / 100).toFixed(2)},${placed},note number ${hash.toString(36)} of order\n`;
    if (!file.write(line)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
}

const DUMP = ['--database=aethermart'];

/** Two clients at once, each with half of the rows: what a server gives to two streams, with nothing checked. */
function loadHalves({ run, directory, clientLogin }) {
  const both = 'mariadb "$@" <first.sql & mariadb "$@" <second.sql && wait $!';
  for (const half of ['first', 'second'])
    writeFileSync(
      join(directory, `${half}.sql`),
      loadStatement(join(directory, `${half}.csv`), 'bench_rows'),
    );
  return () => run('sh', ['-c', both, 'sh', ...clientLogin, '--local-infile=1', 'aethermart']);
}

/** `empty: false`: the table has a row, so that aether does not put its indexes off. */
function contenders(bench, csv) {
  const { run, sql, clientLogin, dumperLogin } = bench;
  const source = join(bench.directory, 'bench.yaml');
  const ingest = (parallel) => () =>
    bench.aether('ingest', source, '--from', csv, '--parallel', String(parallel));
  const ownFormat = [
    '--local',
    '--ignore-lines=1',
    '--fields-terminated-by=,',
    '--default-character-set=utf8mb4',
  ];
  const all = [
    { name: 'client', empty: false, load: () => sql(loadStatement(csv, 'bench_rows')) },
    { name: 'single', empty: false, load: ingest(1) },
    { name: 'parallel', empty: false, load: ingest(2) },
    { name: 'two clients', empty: false, load: loadHalves(bench) },
    { name: 'deferred', empty: true, load: ingest(2) },
    {
      name: 'mariadb-import',
      empty: false,
      load: () => run('mariadb-import', [...clientLogin, ...ownFormat, '--use-threads=2', 'aethermart', csv]),
    },
  ];
  if (!isInstalled('mydumper')) return all;
  // Its own format: INSERT statements of the same rows, in chunks that it loads side by side.
  const loadDump = () =>
    run('myloader', [...dumperLogin, ...DUMP, '--overwrite-tables', '--threads=2', '--directory=dump']);
  return [...all, { name: 'myloader', empty: true, load: loadDump }];
}

function freshTable({ sql }, { empty }) {
  const reset = ['ingest_chunk', 'ingest_rule_count', 'ingest_reject', 'ingest_file']
    .map((table) => `DELETE FROM aethermart_meta.${table}`)
    .join('; ');
  const first = empty ? '' : "; INSERT INTO bench_rows VALUES (0, 0, 0, 'new', 1, 0, '2020-01-01', NULL)";
  sql(`DROP TABLE IF EXISTS bench_rows; ${TABLE}${first}; ${reset}`);
}

function checkRows({ sql }, { empty }) {
  const rows = Number(sql('SELECT COUNT(*) FROM bench_rows').stdout);
  if (rows !== ROWS + (empty ? 0 : 1)) throw new Error(`${rows} rows are there, ${ROWS} were loaded`);
}

function writeDump(bench, csv) {
  freshTable(bench, { empty: true });
  bench.sql(loadStatement(csv, 'bench_rows'));
  const cut = ['--tables-list=bench_rows', '--rows=100000', '--outputdir=dump'];
  bench.run('mydumper', [...bench.dumperLogin, ...DUMP, ...cut]);
}

const bench = openBench();
try {
  const csv = join(bench.directory, 'bench_rows.csv');
  await writeRows(csv, 1, ROWS);
  await writeRows(join(bench.directory, 'first.csv'), 1, Math.floor(ROWS / 2));
  await writeRows(join(bench.directory, 'second.csv'), Math.floor(ROWS / 2) + 1, ROWS);
  writeFileSync(join(bench.directory, 'bench.yaml'), SOURCE);
  if (isInstalled('mydumper')) writeDump(bench, csv);
  const seconds = new Map();
  const handOvers = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    handOvers.push(await handOverNanoseconds());
    for (const { name, empty, load } of contenders(bench, csv).filter(isWanted)) {
      freshTable(bench, { empty });
      const taken = load().seconds;
      checkRows(bench, { empty });
      seconds.set(name, [...(seconds.get(name) ?? []), taken]);
    }
  }
  const of = (name) => median(seconds.get(name));
  const mebibytes = statSync(csv).size / 1024 ** 2;
  const figure = (name, ours, theirs, least) => {
    if (!seconds.has(ours) || !seconds.has(theirs)) return [];
    // Of each round, as the speed of a machine drifts from one round to the next.
    const ratios = seconds.get(theirs).map((taken, round) => taken / seconds.get(ours)[round]);
    const speeds = { ours: mebibytes / of(ours), theirs: mebibytes / of(theirs), unit: 'MiB/s' };
    return [{ name, ...speeds, ratio: median(ratios), ratios, runs: ROUNDS, least }];
  };
  const figures = [
    ...figure('one stream : mariadb client', 'single', 'client', 0.95),
    ...figure('two streams : mariadb client', 'parallel', 'client', 1.35),
    ...figure('two clients : mariadb client', 'two clients', 'client'),
    ...figure('two streams, indexes last : mariadb client', 'deferred', 'client', 1.5),
    ...figure('two streams, indexes last : mariadb-import', 'deferred', 'mariadb-import'),
    ...figure('two streams, indexes last : myloader', 'deferred', 'myloader'),
  ];
  report('ingest', figures, { cache_line_hand_over_ns: handOvers.map(Math.round) });
} finally {
  bench[Symbol.dispose]();
}
