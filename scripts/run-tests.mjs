// Runs all levels of the tests in rows that go on side by side, each line of output with the name of its step before it.
// Integration takes several files at a time, as each waits for its server most of the time, and every worker has a
// sandbox of its own. The image of the machines is made from the start. Arguments go to vitest.
//
// Whatever ends it, a signal too, ends all that it started, and then every sandbox and lab that is left.
import { spawn, spawnSync } from 'node:child_process';
import {
  accessSync,
  chmodSync,
  constants as access,
  mkdtempSync,
  readFileSync,
  rmSync,
  statfsSync,
} from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { removeLeftBehind } from './remove-left-behind.mjs';

const ROOT = join(import.meta.dirname, '..');
/** In the project, which is all that the tests on Debian 13 share with this system. */
const REPORTS = join(ROOT, '.aether', 'test-reports');
const REPORTERS = ['--reporter=default', '--reporter=./scripts/test-report.mjs'];
const VITEST = ['node_modules/vitest/vitest.mjs', 'run', ...REPORTERS];
/** With a filter, a level may have no test. */
const FURTHER = process.argv.length > 2 ? ['--passWithNoTests', ...process.argv.slice(2)] : [];
const GRACE_MS = 20_000;
const MEMORY = '/dev/shm';
/** All that the tests have at one time, twice over, beside what the servers and machines need themselves. */
const MEMORY_BYTES = 16 * 1024 ** 3;
/** What depends most on the server, for MariaDB 11.8. */
const ON_DEBIAN_13 = [
  'schema-rules',
  'encode-roundtrip',
  'sandbox',
  'ingest-order',
  'ingest-history',
  'ingest-kept-values',
  'kept-values-into',
  'kept-values-upsert',
  'search-space',
  'vector-kill',
  'vector-cluster',
];

const running = new Map();
let signalled;
const scratch = mkdtempSync(join(scratchParent(), 'aether-run-'));
chmodSync(scratch, 0o1777);
rmSync(REPORTS, { recursive: true, force: true });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void stop(signal));

const isRoot = process.getuid() === 0;
// The machines wait for one another most of the time, so servers and unit tests keep the cores busy beside them.
const integration = {
  ...vitest('integration', '--project', 'integration'),
  env: { AETHER_TEST_SERVERS: '4' },
};
const rows = [[integration], machines(), [...onThisSystem(), ...onDebian13(), ...nextNode()]];
const ended = (await Promise.all(rows.map(runRow))).flat();

removeLeftBehind(scratch);
rmSync(scratch, { recursive: true, force: true });
const tests = ended.filter(({ step }) => step.report !== undefined);
spawnSync(process.execPath, ['scripts/count-tests.mjs', ...tests.map(({ step }) => step.report)], {
  cwd: ROOT,
  stdio: 'inherit',
});
for (const { step, seconds, status } of ended)
  console.log(`${step.name}: ${Math.round(seconds)} s${status === 0 ? '' : `, exit code ${status}`}`);
if (signalled !== undefined) process.exit(128 + constants.signals[signalled]);
process.exit(tests.every(({ status }) => status === 0) ? 0 : 1);

function vitest(name, ...args) {
  return {
    name,
    report: join(REPORTS, `${name}.json`),
    argv: [process.execPath, ...VITEST, ...args, ...FURTHER],
  };
}

function onThisSystem() {
  return [vitest('unit', '--project', 'unit'), vitest('cli', '--project', 'cli')];
}

function machines() {
  if (isRoot) return [imageStep(), vitest('fleet', '--project', 'fleet')];
  console.log('Not root: the fleet tests, which boot machines, and the tests on Debian 13 are left out.');
  return [];
}

function onDebian13() {
  if (!isRoot) return [];
  if (!mayMakeNamespaces()) {
    console.log(
      'Root may not make namespaces here: the tests on Debian 13, with MariaDB 11.8, are left out.',
    );
    return [];
  }
  const files = ON_DEBIAN_13.map((name) => `test/integration/${name}.test.ts`);
  const step = vitest('debian-13', '--project', 'integration', ...files);
  return [{ ...step, argv: ['scripts/with-debian-13.sh', 'node', ...step.argv.slice(1)] }];
}

/** The unit tests on the next Node that is supported for long. */
function nextNode() {
  const next = process.env.AETHER_TEST_NEXT_NODE;
  if (next === undefined) return [];
  const step = vitest(`unit-node-${next}`, '--project', 'unit');
  return [{ ...step, argv: ['npx', '--yes', `node@${next}`, ...step.argv.slice(1)] }];
}

/** The root of Debian 13 is made by its own step. */
function imageStep() {
  return { name: 'images', report: undefined, argv: [process.execPath, 'scripts/build-lab-image.mjs'] };
}

function mayMakeNamespaces() {
  return spawnSync('unshare', ['--mount', '--net', 'true'], { stdio: 'ignore' }).status === 0;
}

/** Memory if there is enough: the servers sync at every change of a table, and on a disk they wait for that half of the time. */
function scratchParent() {
  if (process.env.TMPDIR !== undefined) return tmpdir();
  try {
    accessSync(MEMORY, access.W_OK | access.X_OK);
    const { bavail, bsize } = statfsSync(MEMORY);
    const [, options] = /^\S+ \/dev\/shm tmpfs (\S+)/m.exec(readFileSync('/proc/mounts', 'utf8'));
    const [, kibibytes] = /^MemAvailable: +(\d+) kB/m.exec(readFileSync('/proc/meminfo', 'utf8'));
    const isLarge = Math.min(bavail * bsize, kibibytes * 1024) >= MEMORY_BYTES;
    // The tests write programs there.
    return isLarge && !/\b(noexec|nodev)\b/.test(options) ? MEMORY : tmpdir();
  } catch {
    return tmpdir();
  }
}

/** One step after the other, also if one fails. */
async function runRow(steps) {
  const ended = [];
  for (const step of steps) {
    if (signalled !== undefined) break;
    const startedAt = performance.now();
    const status = await runStep(step);
    ended.push({ step, status, seconds: (performance.now() - startedAt) / 1000 });
  }
  return ended;
}

function runStep({ name, argv: [file, ...args], report, env: further }) {
  const env = {
    ...process.env,
    TMPDIR: scratch,
    AETHER_TEST_BUILT: '1',
    AETHER_TEST_REPORT: report,
    ...further,
  };
  // A group of its own, so that a signal reaches all that it has started.
  const child = spawn(file, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  running.set(child.pid, child);
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => console.log(`${name.padEnd(13)}| ${line}`));
  return new Promise((resolve) => {
    child.once('error', (error) => {
      console.log(`${name.padEnd(13)}| ${error.message}`);
      resolve(127);
    });
    child.once('close', (code, signal) => {
      running.delete(child.pid);
      resolve(code ?? 128 + constants.signals[signal]);
    });
  });
}

async function stop(signal) {
  if (signalled !== undefined) return;
  signalled = signal;
  signalGroups('SIGTERM');
  for (let waited = 0; running.size > 0 && waited < GRACE_MS; waited += 100) await sleep(100);
  signalGroups('SIGKILL');
}

function signalGroups(signal) {
  for (const pid of running.keys()) {
    try {
      process.kill(-pid, signal);
    } catch {
      // It has just ended.
    }
  }
}
