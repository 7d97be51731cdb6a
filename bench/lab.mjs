// How long a lab of six machines takes until all of them answer over SSH, through the bastion: new disks, then kept ones,
// and how long it takes down. Needs root; the image is built first where it is not there yet.
//   npm run bench:lab -- [--rounds 3] [--json]
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median } from './support/report.mjs';

const at = process.argv.indexOf('--rounds');
const ROUNDS = at === -1 ? 3 : Number(process.argv[at + 1]);
const HOSTS = ['bastion', 'db1', 'db2', 'db3', 'replica1', 'mongo1'];
const aether = fileURLToPath(new URL('../bin/aether.js', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'aether-'));

async function lab(...args) {
  const child = spawn(process.execPath, [aether, 'lab', ...args], { cwd: directory, stdio: 'ignore' });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`aether lab ${args.join(' ')} ended with ${code}`);
}

async function seconds(work) {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1000;
}

async function upAndLogIn() {
  await lab('up', '--hosts', HOSTS.join(','), '--yes');
  await Promise.all(HOSTS.map((host) => lab('ssh', host, '--', 'true')));
}

const taken = { 'new disks': [], 'disks kept': [], down: [] };
try {
  await upAndLogIn();
  for (let round = 0; round < ROUNDS; round += 1) {
    await lab('down', '--purge', '--yes');
    taken['new disks'].push(await seconds(upAndLogIn));
    taken.down.push(await seconds(() => lab('down', '--yes')));
    taken['disks kept'].push(await seconds(upAndLogIn));
  }
} finally {
  spawnSync(process.execPath, [aether, 'lab', 'down', '--purge', '--yes'], { cwd: directory });
  rmSync(directory, { recursive: true, force: true });
}
const figures = Object.entries(taken).map(([name, runs]) => ({
  name,
  ours: median(runs),
  unit: 's',
  runs: ROUNDS,
}));
if (process.argv.includes('--json')) console.log(JSON.stringify({ name: 'lab', figures }));
else
  for (const { name, ours } of figures)
    console.log(
      `${name.padEnd(12)} ${ours.toFixed(1)} s${name === 'down' ? '' : '  (wanted: at most 10 s)'}`,
    );
