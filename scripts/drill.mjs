// Breaks the machines of a lab in every way that a drill knows, and proves that nothing acknowledged is lost: one round of
// each fault, five of the commonest. Ended at any moment, the same command goes on with the faults that are left. Needs root.
//   npm run drill -- [--fresh] [--once] [--rate ROWS] [--lab NAME]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const FIVE_TIMES = new Set([
  'crash',
  'hang',
  'partition',
  'one-way-cut',
  'disk-full',
  'full-crash',
  'rolling-restart',
]);
const HOSTS = 'bastion,db1,db2,db3,replica1';

const { values: options } = parseArgs({
  options: {
    fresh: { type: 'boolean', default: false },
    once: { type: 'boolean', default: false },
    lab: { type: 'string', default: 'drill' },
    rate: { type: 'string', default: '150' },
  },
});
const root = fileURLToPath(new URL('..', import.meta.url));
const state = process.env.AETHER_STATE_DIR ?? join(root, '.aether');
const reports = join(state, 'drill-reports', options.lab);
const environment = join(state, 'labs', options.lab, 'aether.yaml');

/** Runs a command of aether to its end; what it says goes to the terminal, its result is returned. */
async function aether(args, { mayFail = false } = {}) {
  const child = spawn(process.execPath, [join(root, 'bin', 'aether.js'), ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [stdout, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  if (code !== 0 && !mayFail) throw new Error(`aether ${args.join(' ')} ended with ${code}\n${stdout}`);
  return stdout;
}

function drillOf(fault, repeat) {
  const words = ['--faults', fault, '--repeat', String(repeat), '--rate', options.rate, '--drop-leftovers'];
  return ['--env', environment, 'failover-test', ...words, '--json'];
}

/** The report of a drill that has ended; undefined if there is none. */
function reportOf(fault) {
  try {
    return JSON.parse(readFileSync(join(reports, `${fault}.json`), 'utf8')).data;
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** What is to be done, by the plan of the drill itself. */
async function planned() {
  const { data } = JSON.parse(await aether([...drillOf('all', 1), '--dry-run']));
  return data.plan.steps
    .filter(({ action, facts }) => action === 'run' && facts.fault !== undefined)
    .map(({ facts, cost }) => {
      const rounds = !options.once && FIVE_TIMES.has(facts.fault) ? 5 : 1;
      return { fault: facts.fault, rounds, seconds: rounds * Number(/\d+/.exec(cost)[0]) + 20 };
    });
}

function tableOf(faults) {
  const seconds = (values) => {
    const sorted = values.filter((value) => value !== null).toSorted((a, b) => a - b);
    if (sorted.length === 0) return '-';
    return `${(sorted[Math.floor((sorted.length - 1) / 2)] / 1000).toFixed(2)} / ${(sorted.at(-1) / 1000).toFixed(2)}`;
  };
  const row = ({ fault }) => {
    const { rounds, verdict } = reportOf(fault);
    // On a machine that was not calm, gaps say nothing about the cluster.
    const calm = rounds.filter(({ is_calm }) => is_calm);
    const all = (name) => (name.endsWith('gaps_ms') ? calm : rounds).flatMap((round) => round[name]);
    const cells = [
      fault,
      rounds.length,
      verdict.result,
      verdict.acknowledged,
      verdict.lost.length,
      verdict.ambiguous,
    ];
    const times = ['survivor_gaps_ms', 'victim_gaps_ms', 'detect_ms', 'rejoin_ms'].map((name) =>
      seconds(all(name)),
    );
    return `| ${[...cells, ...times].join(' | ')} |`;
  };
  return [
    "| Fault | Rounds | Verdict | Acknowledged | Lost | Ambiguous | Gap survivors, s (median / max) | Gap victim's, s | Detect, s | Rejoin, s |",
    '| --- | --: | --- | --: | --: | --: | --: | --: | --: | --: |',
    ...faults.map(row),
  ].join('\n');
}

if (options.fresh) rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });
await aether(['lab', 'up', '--name', options.lab, '--hosts', HOSTS, '--yes']);
await aether(['--env', environment, 'provision', '--yes']);
const faults = await planned();
const left = faults.filter(({ fault }) => reportOf(fault) === undefined);
const minutes = Math.ceil(left.reduce((sum, { seconds }) => sum + seconds, 0) / 60);
console.error(`${left.length} of ${faults.length} drills, about ${minutes} minutes on a quiet machine`);
for (const { fault, rounds } of left) {
  const document = await aether([...drillOf(fault, rounds), '--yes'], { mayFail: true });
  const { data, error } = JSON.parse(document);
  // A drill without a verdict has to run again; the cluster is healed, or says what to type.
  if (data?.verdict === undefined) throw new Error(`${fault}: ${error?.message}; ${error?.hint}`);
  const file = join(reports, `${fault}.json`);
  writeFileSync(`${file}.tmp`, document);
  renameSync(`${file}.tmp`, file);
}
console.log(tableOf(faults));
const verdicts = faults.map(({ fault }) => reportOf(fault).verdict);
const sum = (count) => verdicts.reduce((total, verdict) => total + count(verdict), 0);
console.log(
  `\n${sum(({ lost }) => lost.length)} of ${sum(({ acknowledged }) => acknowledged)} acknowledged rows lost`,
);
console.log(`reports: ${reports}; the lab stays: aether lab down --name ${options.lab} --purge`);
process.exitCode = verdicts.every(({ result }) => result === 'passed') ? 0 : 1;
