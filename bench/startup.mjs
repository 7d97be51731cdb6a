// What `aether --version`, `aether --help` and an answer to a shell's completion cost over a bare `node -e 0`, in CPU time
// (user and system), which other work on the machine disturbs less than wall time. Each run of ours is beside a bare one,
// and the figure is the median of their differences. Prints a table, or one document with --json.
import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';

const RUNS = 15;
/** Above a bare node. */
const LIMITS_MS = { version: 40, help: 50, completion: 50 };
const aether = fileURLToPath(new URL('../bin/aether.js', import.meta.url));

/** CPU milliseconds of one run of node, as the shell's `times` tells them of its children. */
function cpuMs(args) {
  const script = '"$0" "$@" >/dev/null 2>&1; times';
  const { stdout } = spawnSync('bash', ['-c', script, process.execPath, ...args], { encoding: 'utf8' });
  const [user, system] = stdout.trim().split('\n')[1].split(' ').map(toMs);
  return user + system;
}

/** `0m0.062s` */
function toMs(text) {
  const [, minutes, seconds] = /^(\d+)m([\d.]+)s$/.exec(text);
  return (Number(minutes) * 60 + Number(seconds)) * 1000;
}

function median(values) {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)];
}

const WORDS = {
  version: ['--version'],
  help: ['--help'],
  completion: ['__complete', 'failover-test', '--faults', ''],
};
const samples = Object.fromEntries(Object.keys(WORDS).map((name) => [name, []]));
const bare = [];
for (let run = 0; run < RUNS; run += 1) {
  for (const [name, words] of Object.entries(WORDS)) {
    const [theirs, ours] = [cpuMs(['-e', '0']), cpuMs([aether, ...words])];
    bare.push(theirs);
    samples[name].push({ ours, over: ours - theirs });
  }
}
const figures = Object.entries(samples).map(([name, runs]) => {
  const ours = median(runs.map((run) => run.ours));
  const over = median(runs.map((run) => run.over));
  if (over > LIMITS_MS[name]) process.exitCode = 1;
  return {
    name,
    ours,
    theirs: median(bare),
    ratio: ours / median(bare),
    over,
    limit: LIMITS_MS[name],
    unit: 'CPU ms',
    runs: RUNS,
  };
});
if (process.argv.includes('--json')) {
  console.log(JSON.stringify({ name: 'startup', machine: `${cpus().length} x ${cpus()[0].model}`, figures }));
} else {
  for (const { name, ours, theirs, over, limit } of figures) {
    const [all, node] = [ours, theirs].map(Math.round);
    console.log(
      `${name.padEnd(10)} ${all} ms CPU, bare node ${node}; ${Math.round(over)} ms over it (limit ${limit})`,
    );
  }
}
