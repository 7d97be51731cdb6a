// What searching a made-up catalogue takes: one query as a command of its own, beside the mariadb client that asks the
// server's FULLTEXT; queries in a session, beside the same FULLTEXT on one connection; the first build of the index and
// the folding in of 100 changed products, beside making the FULLTEXT index. CPU time is that of the client side alone
// (user and system), beyond a bare `node -e 0`: other work on the machine disturbs it less than wall time.
//   npm run bench:search -- [--products 6764] [--runs 20] [--json]
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { median, report } from './support/report.mjs';
import { openBench, option } from './support/servers.mjs';

const PRODUCTS = option('products', 6_764);
const RUNS = option('runs', 20);
const CHANGED = 100;
const aether = fileURLToPath(new URL('../bin/aether.js', import.meta.url));
const session = fileURLToPath(new URL('support/search-session.mjs', import.meta.url));

/** Writes what the process has used when it ends. */
const METER = `data:text/javascript,${encodeURIComponent(
  'process.on("exit", () => process.stderr.write(`\\nUSAGE ${JSON.stringify(process.resourceUsage())}`))',
)}`;

/** Runs Node to its end: wall and CPU milliseconds, the most memory in MiB, and what it wrote. */
function run(cwd, ...args) {
  const startedAt = performance.now();
  const ended = spawnSync(process.execPath, ['--import', METER, ...args], { cwd, encoding: 'utf8' });
  if (ended.status !== 0) throw new Error(`${args.join(' ')}: ${ended.stderr}`);
  const usage = JSON.parse(/USAGE (.*)$/.exec(ended.stderr)[1]);
  return {
    wall: performance.now() - startedAt,
    cpu: (usage.userCPUTime + usage.systemCPUTime) / 1000,
    mebibytes: usage.maxRSS / 1024,
    stdout: ended.stdout,
  };
}

function percentile95(values) {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length * 0.95)];
}

const times = (count, work) => Array.from({ length: count }, (_, index) => work(index));
const seconds = (milliseconds) => milliseconds / 1000;

function matchSql(query) {
  const against = `AGAINST ('${query.replaceAll("'", "''")}')`;
  return `SELECT product_no, 3 * MATCH (title) ${against} + MATCH (body) ${against} AS score FROM bench_fulltext
    WHERE MATCH (title) ${against} OR MATCH (body) ${against} ORDER BY score DESC LIMIT 10`;
}

/** A time of ours and one of theirs. */
function figure(name, own, other, { unit = 'ms', runs = RUNS } = {}) {
  return { name, ours: own, theirs: other, ratio: other / own, unit, runs };
}

function measure(bench) {
  const { directory } = bench;
  bench.aether('generate', '--customers', '10', '--products', String(PRODUCTS), '--out', 'shop');
  bench.aether('ingest', 'aethermart', '--from', 'shop');
  const products = Number(bench.sql('SELECT COUNT(*) FROM product').stdout);

  const built = run(directory, aether, 'search', 'index');
  const fulltext = bench.sql(
    `CREATE TABLE bench_fulltext (product_no VARCHAR(64) PRIMARY KEY, title TEXT, body TEXT) ENGINE=InnoDB;
     INSERT INTO bench_fulltext SELECT product_no, name, CONCAT_WS(' ', name, description) FROM product;
     ALTER TABLE bench_fulltext ADD FULLTEXT (title); ALTER TABLE bench_fulltext ADD FULLTEXT (body)`,
  );
  const queries = bench
    .sql(`SELECT SUBSTRING_INDEX(name, ' ', 3) FROM product ORDER BY MD5(product_no) LIMIT ${RUNS}`)
    .stdout.trim()
    .split('\n');

  const bare = times(RUNS, () => run(directory, '-e', '0'));
  const ours = times(RUNS, (index) => run(directory, aether, 'search', queries[index % queries.length]));
  const theirs = times(RUNS, (index) => bench.sql(matchSql(queries[index % queries.length])).seconds * 1000);
  const beyond = (figure, choose) =>
    choose(ours.map((one) => one[figure])) - median(bare.map((one) => one[figure]));

  const inSession = JSON.parse(run(directory, session, JSON.stringify(queries)).stdout);

  bench.sql(`UPDATE product SET name = CONCAT(name, ' renewed') ORDER BY MD5(product_no) LIMIT ${CHANGED}`);
  const folded = run(directory, aether, 'search', 'index');

  const name = (what) => `${products.toLocaleString('en-US')} products, ${what}`;
  const least = (values) => Math.min(...values);
  report('search', [
    figure(name('one shot, median : FULLTEXT by the client'), beyond('wall', median), median(theirs)),
    figure(
      name('one shot, p95 : FULLTEXT by the client'),
      beyond('wall', percentile95),
      percentile95(theirs),
    ),
    figure(
      name('one shot, CPU, least : a bare node'),
      beyond('cpu', least),
      least(bare.map(({ cpu }) => cpu)),
    ),
    figure(name('in a session, median : FULLTEXT'), median(inSession.wall), median(inSession.fulltext)),
    figure(
      name('in a session, p95 : FULLTEXT'),
      percentile95(inSession.wall),
      percentile95(inSession.fulltext),
    ),
    figure(
      name('in a session, CPU, median : FULLTEXT, wall'),
      median(inSession.cpu),
      median(inSession.fulltext),
    ),
    figure(name('build : FULLTEXT'), seconds(built.wall), fulltext.seconds, { unit: 's', runs: 1 }),
    figure(name('build, CPU : FULLTEXT, wall'), seconds(built.cpu), fulltext.seconds, { unit: 's', runs: 1 }),
    figure(name('build, most memory : 1 GiB'), built.mebibytes, 1024, { unit: 'MiB', runs: 1 }),
    figure(name(`${CHANGED} changed, folded in : 2 s`), seconds(folded.wall), 2, { unit: 's', runs: 1 }),
    figure(name(`${CHANGED} changed, folded in, CPU : 2 s`), seconds(folded.cpu), 2, { unit: 's', runs: 1 }),
  ]);
}

const bench = openBench();
try {
  measure(bench);
} finally {
  bench[Symbol.dispose]();
}
