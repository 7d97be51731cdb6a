// How long a lab of six machines takes until all of them were reached over SSH, through the bastion: new disks, then kept
// ones. Then six logins at once by OpenSSH, and the way down. Needs root; the image is built first where it is not there yet.
//   npm run bench:lab -- [--rounds 3] [--json]
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { median } from './support/report.mjs';

const at = process.argv.indexOf('--rounds');
const ROUNDS = at === -1 ? 3 : Number(process.argv[at + 1]);
const HOSTS = ['bastion', 'db1', 'db2', 'db3', 'replica1', 'mongo1'];
const aether = fileURLToPath(new URL('../bin/aether.js', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'aether-'));

function start(args, stdout) {
  return spawn(process.execPath, [aether, ...args], { cwd: directory, stdio: ['ignore', stdout, 'ignore'] });
}

async function lab(...args) {
  const [code] = await once(start(['lab', ...args], 'ignore'), 'exit');
  if (code !== 0) throw new Error(`aether lab ${args.join(' ')} ended with ${code}`);
}

/** One aether reaches all machines; what is not provisioned yet it cannot know, so its exit code is not asked for. */
async function reachAll() {
  const { data } = await json(start(['--env', 'lab', 'check', '--json'], 'pipe').stdout);
  const reached = data.findings.filter(({ check, status }) => check === 'ssh' && status === 'ok');
  if (reached.length !== HOSTS.length) throw new Error(`only ${reached.length} machines were reached`);
}

async function seconds(work) {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1000;
}

/** Takes the time of `up` until all machines are reached, and of a login to each of them by a command of its own. */
async function measureUp(name) {
  taken[name].push(await seconds(() => up().then(reachAll)));
  taken['six logins'].push(
    await seconds(() => Promise.all(HOSTS.map((host) => lab('ssh', host, '--', 'true')))),
  );
}

const up = () => lab('up', '--hosts', HOSTS.join(','), '--yes');
const taken = { 'new disks': [], 'disks kept': [], 'six logins': [], down: [] };
try {
  await up();
  for (let round = 0; round < ROUNDS; round += 1) {
    await lab('down', '--purge', '--confirm', 'lab');
    await measureUp('new disks');
    taken.down.push(await seconds(() => lab('down', '--yes')));
    await measureUp('disks kept');
  }
} finally {
  spawnSync(process.execPath, [aether, 'lab', 'down', '--purge', '--confirm', 'lab'], { cwd: directory });
  rmSync(directory, { recursive: true, force: true });
}
const BOUNDS = { 'new disks': 10, 'disks kept': 10 };
const figures = Object.entries(taken).map(([name, runs]) => ({
  name,
  ours: median(runs),
  unit: 's',
  runs: runs.length,
}));
if (figures.some(({ name, ours }) => ours > BOUNDS[name])) process.exitCode = 1;
if (process.argv.includes('--json')) console.log(JSON.stringify({ name: 'lab', figures }));
else
  for (const { name, ours } of figures) {
    const wanted = BOUNDS[name] === undefined ? '' : `  (wanted: at most ${BOUNDS[name]} s)`;
    console.log(`${name.padEnd(12)} ${ours.toFixed(1)} s${wanted}`);
  }
