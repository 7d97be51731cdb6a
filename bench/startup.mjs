// What `aether --version` and `aether --help` cost over a bare `node -e 0`, in CPU time (user and system), which other
// work on the machine disturbs less than wall time. Prints a table, or one document with --json.
import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';

const RUNS = 15;
const LIMIT_MS = 60;
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

const samples = { bare: [], version: [], help: [] };
for (let run = 0; run < RUNS; run += 1) {
  samples.bare.push(cpuMs(['-e', '0']));
  samples.version.push(cpuMs([aether, '--version']));
  samples.help.push(cpuMs([aether, '--help']));
}
const bare = median(samples.bare);
const figures = ['version', 'help'].map((name) => {
  const ours = median(samples[name]);
  return { name: `--${name}`, ours, theirs: bare, ratio: ours / bare, unit: 'CPU ms', runs: RUNS };
});
if (figures.some(({ ours, theirs }) => ours - theirs > LIMIT_MS)) process.exitCode = 1;
if (process.argv.includes('--json')) {
  console.log(JSON.stringify({ name: 'startup', machine: `${cpus().length} x ${cpus()[0].model}`, figures }));
} else {
  for (const { name, ours } of figures) {
    const over = Math.round(ours - bare);
    console.log(
      `${name.padEnd(10)} ${Math.round(ours)} ms CPU, ${over} ms over a bare node (limit ${LIMIT_MS})`,
    );
  }
}
