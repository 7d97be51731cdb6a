// `aether ingest` against the ordinary tools, on the same file, into the same table, in one run: the whole command is
// timed, start to exit. Rounds alternate, so that other work on the machine falls on all alike; medians are compared.
//   npm run bench:ingest -- [--rows 1000000] [--rounds 3] [--json]
import { spawnSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median, report } from './support/report.mjs';

const option = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return at === -1 ? fallback : Number(process.argv[at + 1]);
};
const ROWS = option('rows', 1_000_000);
const ROUNDS = option('rounds', 3);
const aether = fileURLToPath(new URL('../bin/aether.js', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'aether-bench-'));
const csv = join(directory, 'bench_rows.csv');

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

function run(command, args, env = {}) {
  const startedAt = performance.now();
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: directory,
    encoding: 'utf8',
    env: { ...process.env, ...env },
    maxBuffer: 1e8,
  });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}${stdout}`);
  return { seconds: (performance.now() - startedAt) / 1000, stdout };
}

async function writeRows() {
  const file = createWriteStream(csv);
  file.write('id,customer_id,product_id,status,quantity,price,placed_at,note\n');
  const statuses = ['new', 'paid', 'shipped', 'delivered'];
  for (let id = 1; id <= ROWS; id += 1) {
    const hash = Math.imul(id, 2654435761) >>> 0;
    const placed = new Date(1_700_000_000_000 + id * 1000).toISOString().slice(0, 19).replace('T', ' ');
    const fields = [id, hash % 200_000, (hash >>> 7) % 50_000, statuses[hash % 4], 1 + (hash % 5)];
    const line = `${fields.join(',')},${((hash % 100_000) / 100).toFixed(2)},${placed},note number ${hash.toString(36)} of order\n`;
    if (!file.write(line)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
}

function connection() {
  const state = join(directory, '.aether', 'sandbox');
  const { nodes } = JSON.parse(run('node', [aether, 'sandbox', 'status', '--json']).stdout).data;
  const password = readFileSync(join(state, 'secrets', 'aether_admin'), 'utf8').trim();
  const login = ['--host=127.0.0.1', `--port=${nodes[0].port}`, '--user=aether_admin'];
  return { args: [...login, `--ssl-ca=${join(state, 'tls', 'ca.pem')}`], env: { MYSQL_PWD: password } };
}

/** An empty table; with a row in it aether does not put its indexes off. */
function freshTable(client, { empty }) {
  const reset = ['ingest_chunk', 'ingest_rule_count', 'ingest_reject', 'ingest_file']
    .map((table) => `DELETE FROM aethermart_meta.${table}`)
    .join('; ');
  const first = empty ? '' : "; INSERT INTO bench_rows VALUES (0, 0, 0, 'new', 1, 0, '2020-01-01', NULL)";
  sql(client, `DROP TABLE IF EXISTS bench_rows; ${TABLE}${first}; ${reset}`);
}

function sql({ args, env }, text) {
  return run(
    'mariadb',
    [...args, '--batch', '--skip-column-names', 'aethermart', '-e', text],
    env,
  ).stdout.trim();
}

function checkRows(client, { empty }) {
  const rows = Number(sql(client, 'SELECT COUNT(*) FROM bench_rows'));
  if (rows !== ROWS + (empty ? 0 : 1)) throw new Error(`${rows} rows are there, ${ROWS} were loaded`);
}

const LOAD = `LOAD DATA LOCAL INFILE '${csv}' INTO TABLE bench_rows CHARACTER SET utf8mb4 FIELDS TERMINATED BY ','
  OPTIONALLY ENCLOSED BY '"' ESCAPED BY '' LINES TERMINATED BY '\\n' IGNORE 1 LINES`;

const ingest = (parallel) => () =>
  run('node', [
    aether,
    'ingest',
    join(directory, 'bench.yaml'),
    '--from',
    csv,
    '--parallel',
    String(parallel),
  ]);

function contenders(client) {
  return [
    {
      name: 'client',
      empty: false,
      load: () => run('mariadb', [...client.args, '--local-infile=1', 'aethermart', '-e', LOAD], client.env),
    },
    {
      name: 'mariadb-import',
      empty: false,
      load: () =>
        run(
          'mariadb-import',
          [
            ...client.args,
            '--local',
            '--ignore-lines=1',
            '--fields-terminated-by=,',
            '--default-character-set=utf8mb4',
            'aethermart',
            csv,
          ],
          client.env,
        ),
    },
    { name: 'single', empty: false, load: ingest(1) },
    { name: 'parallel', empty: false, load: ingest(2) },
    { name: 'deferred', empty: true, load: ingest(2) },
  ];
}

try {
  await writeRows();
  writeFileSync(join(directory, 'bench.yaml'), SOURCE);
  run('node', [aether, 'sandbox', 'up']);
  run('node', [aether, 'schema', 'apply']);
  const client = connection();
  const seconds = new Map();
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const { name, empty, load } of contenders(client)) {
      freshTable(client, { empty });
      const taken = load().seconds;
      checkRows(client, { empty });
      seconds.set(name, [...(seconds.get(name) ?? []), taken]);
    }
  }
  const of = (name) => median(seconds.get(name));
  const mebibytes = statSync(csv).size / 1024 ** 2;
  const figure = (name, ours, theirs, bound) => ({
    name,
    ours: mebibytes / of(ours),
    theirs: mebibytes / of(theirs),
    ratio: of(theirs) / of(ours),
    unit: 'MiB/s',
    runs: ROUNDS,
    bound,
  });
  report('ingest', [
    figure('one stream : mariadb client', 'single', 'client', 'at least 0.95'),
    figure('two streams : mariadb client', 'parallel', 'client', 'at least 1.35'),
    figure('two streams, indexes last : mariadb client', 'deferred', 'client', 'at least 1.5'),
    figure('two streams, indexes last : mariadb-import', 'deferred', 'mariadb-import'),
  ]);
} finally {
  spawnSync('node', [aether, 'sandbox', 'down', '--purge', '--yes'], { cwd: directory });
  rmSync(directory, { recursive: true, force: true });
}
