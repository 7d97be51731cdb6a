// `aether generate` against an awk script that prints random rows of the same shape, as one writes it when test data is
// wanted quickly: no references, no seasons, another file on each run of another awk. Figures are rows per CPU second,
// which other work on the machine disturbs less than wall time; rounds alternate, medians are compared. Then what a
// second thread is worth, and how much memory ten times the rows take.
//   npm run bench:generate -- [--orders 500000] [--rounds 3] [--json]
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median, report } from './support/report.mjs';

const option = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return at === -1 ? fallback : Number(process.argv[at + 1]);
};
const ORDERS = option('orders', 500_000);
const ROUNDS = option('rounds', 3);
const TIMES_AS_MANY = 10;
const MIB = 1024 * 1024;
const aether = fileURLToPath(new URL('../bin/aether.js', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'aether-bench-'));

const AWK = `BEGIN {
  srand(1);
  print "order_no,line_no,sku,supplier_no,quantity,unit_price,discount,freight";
  for (row = 0; row < rows; row++)
    printf "O-%010d,%d,S-%010d-%d,,%d,%.2f,0.00,0.00\\n",
      row / 2, row % 2 + 1, rand() * 100000, 1 + rand() * 6, 1 + rand() * 3, rand() * 200
}`;

function generateArgs(orders, threads) {
  const shop = ['--customers', '200000', '--products', '50000', '--orders', String(orders)];
  const where = ['--files', 'order_items', '--out', join(directory, 'shop'), '--force'];
  return [aether, 'generate', ...shop, ...where, '--parallel', String(threads), '--json'];
}

/** Runs a command and tells its wall and CPU seconds, the latter as the shell's `times` does. */
function timed(command, args) {
  const startedAt = performance.now();
  const script = '"$@" > "$OUT"; times';
  const { status, stdout, stderr } = spawnSync('bash', ['-c', script, 'bash', command, ...args], {
    encoding: 'utf8',
    env: { ...process.env, OUT: join(directory, 'stdout') },
  });
  if (status !== 0) throw new Error(`${command}: ${stderr}`);
  const [user, system] = stdout.trim().split('\n')[1].split(' ').map(toSeconds);
  return { wall: (performance.now() - startedAt) / 1000, cpu: user + system };
}

/** `0m0.062s` */
function toSeconds(text) {
  const [, minutes, seconds] = /^(\d+)m([\d.]+)s$/.exec(text);
  return Number(minutes) * 60 + Number(seconds);
}

function generated(orders, threads) {
  const { wall, cpu } = timed(process.execPath, generateArgs(orders, threads));
  const [file] = JSON.parse(readFileSync(join(directory, 'stdout'), 'utf8')).data.files;
  return { rows: file.rows, bytes: file.bytes, wall, cpu };
}

/** The most memory that a run has at any time, in MiB, as the kernel counts it. */
async function peakMiB(orders) {
  const child = spawn(process.execPath, generateArgs(orders, 1), { stdio: 'ignore' });
  let kibibytes = 0;
  const look = setInterval(() => {
    const status = readFileSync(`/proc/${child.pid}/status`, { encoding: 'utf8', flag: 'r' });
    kibibytes = Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? kibibytes);
  }, 50);
  await once(child, 'exit');
  clearInterval(look);
  return kibibytes / 1024;
}

const samples = { ours: [], mib: [], theirs: [], one: [], two: [] };
for (let round = 0; round < ROUNDS; round += 1) {
  const one = generated(ORDERS, 1);
  const two = generated(ORDERS, 2);
  const awk = timed('awk', ['-v', `rows=${one.rows}`, AWK]);
  samples.ours.push(one.rows / one.cpu / 1e6);
  samples.mib.push(one.bytes / MIB / one.cpu);
  samples.theirs.push(one.rows / awk.cpu / 1e6);
  samples.one.push(one.rows / one.wall / 1e6);
  samples.two.push(two.rows / two.wall / 1e6);
}
const peak = await peakMiB(ORDERS);
const peakOfMore = await peakMiB(ORDERS * TIMES_AS_MANY);
rmSync(directory, { recursive: true });

const figure = (name, unit, ours, theirs) => ({
  name,
  ours,
  theirs,
  ratio: ours / theirs,
  unit,
  runs: ROUNDS,
});
report('generate', [
  figure('order_items : awk', 'M rows per CPU second', median(samples.ours), median(samples.theirs)),
  figure('two threads : one', 'M rows per second', median(samples.two), median(samples.one)),
  {
    ...figure(`peak memory, ${TIMES_AS_MANY} times the rows : once`, 'MiB', peakOfMore, peak),
    ratio: peak / peakOfMore,
    runs: 1,
  },
]);
if (!process.argv.includes('--json'))
  console.log(`${median(samples.mib).toFixed(0)} MiB of order_items per CPU second`);
