// How long the sandbox takes to come up, beside the same server installed and started by hand (without accounts, TLS or
// checks). Wall time, alternating, in new directories of their own. Prints a table, or one document with --json.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const RUNS = 3;
const CLUSTER_RUNS = 1;
const aether = fileURLToPath(new URL('../bin/aether.js', import.meta.url));

function seconds(work) {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000;
}

function median(values) {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)];
}

/** `aether sandbox …` in a directory; throws where it fails. */
function sandbox(directory, ...args) {
  const env = { ...process.env, AETHER_STATE_DIR: join(directory, '.aether') };
  execFileSync(process.execPath, [aether, 'sandbox', ...args], { cwd: directory, env, stdio: 'ignore' });
}

function installByHand(directory) {
  execFileSync(
    'mariadb-install-db',
    [
      '--no-defaults',
      `--datadir=${directory}/data`,
      `--tmpdir=${directory}`,
      '--skip-test-db',
      '--skip-name-resolve',
      '--force',
    ],
    { stdio: 'ignore' },
  );
}

/** Returns once a client gets an answer. */
function startByHand(directory) {
  const options = [
    '--no-defaults',
    `--user=${userInfo().username}`,
    `--datadir=${directory}/data`,
    `--tmpdir=${directory}`,
    `--socket=${directory}/s.sock`,
    `--pid-file=${directory}/pid`,
    '--skip-networking',
    '--innodb-log-file-size=1G',
    '--log-bin=binlog',
  ];
  const server = spawn('mariadbd', options, {
    stdio: 'ignore',
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` },
  });
  const ask = ['--no-defaults', `--socket=${directory}/s.sock`, '-e', 'SELECT 1'];
  while (spawnSync('mariadb', ask, { stdio: 'ignore' }).status !== 0) spawnSync('sleep', ['0.05']);
  return server;
}

function stopByHand(directory) {
  execFileSync('mariadb-admin', ['--no-defaults', `--socket=${directory}/s.sock`, 'shutdown'], {
    stdio: 'ignore',
  });
}

const samples = { first: [], warm: [], again: [], firstByHand: [], warmByHand: [], cluster: [], replica: [] };
for (let run = 0; run < RUNS; run += 1) {
  const ours = mkdtempSync(join(tmpdir(), 'aether-'));
  samples.first.push(seconds(() => sandbox(ours, 'up')));
  samples.again.push(seconds(() => sandbox(ours, 'up')));
  sandbox(ours, 'down');
  samples.warm.push(seconds(() => sandbox(ours, 'up')));
  samples.replica.push(seconds(() => sandbox(ours, 'up', '--replica')));
  sandbox(ours, 'down', '--purge', '--confirm', 'sandbox');
  rmSync(ours, { recursive: true });

  const theirs = mkdtempSync(join(tmpdir(), 'aether-'));
  samples.firstByHand.push(seconds(() => (installByHand(theirs), startByHand(theirs))));
  stopByHand(theirs);
  samples.warmByHand.push(seconds(() => startByHand(theirs)));
  stopByHand(theirs);
  rmSync(theirs, { recursive: true });
}
for (let run = 0; run < CLUSTER_RUNS; run += 1) {
  const ours = mkdtempSync(join(tmpdir(), 'aether-'));
  samples.cluster.push(seconds(() => sandbox(ours, 'up', '--galera')));
  sandbox(ours, 'down', '--purge', '--confirm', 'sandbox');
  rmSync(ours, { recursive: true });
}

const figure = (name, ours, theirs) => ({
  name,
  ours: median(ours),
  theirs: theirs === undefined ? null : median(theirs),
  ratio: theirs === undefined ? null : median(ours) / median(theirs),
  unit: 's',
  runs: ours.length,
});
const figures = [
  figure('first up, everything made', samples.first, samples.firstByHand),
  figure('up after down', samples.warm, samples.warmByHand),
  figure('up when it is up', samples.again),
  figure('a replica added', samples.replica),
  figure('three Galera nodes, everything made', samples.cluster),
];
if (process.argv.includes('--json')) {
  console.log(JSON.stringify({ name: 'sandbox', machine: `${cpus().length} x ${cpus()[0].model}`, figures }));
} else {
  for (const { name, ours, theirs, ratio } of figures) {
    const beside = theirs === null ? '' : `by hand ${theirs.toFixed(2)} s, ratio ${ratio.toFixed(2)}`;
    console.log(`${name.padEnd(36)} ${ours.toFixed(2).padStart(6)} s   ${beside}`);
  }
}
