/**
 * How much 50 fixed steps cost beside what they do: 20 files, 10 packages that are there already, 10 services and 10 users, on a
 * machine of a lab, by the engine of `aether provision` and by Ansible (Debian 13's ansible-core, with pipelining).
 *
 *     sudo npm run bench:provision -- [--json] [--rounds 5]
 *
 * Both come as a new process, over SSH, and become root by sudo. Ansible runs in a Debian 13 that mmdebstrap makes once
 * (~/.cache/aether). Each round makes the machine bare, lets one of them do the steps, and then find nothing to do; they take turns.
 * What the steps themselves take is measured on the machine, by its own clock, with the same scripts and no SSH: the rest is
 * overhead. Medians are given; the load of the computer is printed, as half of it is somebody else's on a busy one.
 */
import { execFile } from 'node:child_process';
import { access, mkdtemp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { cpus, homedir, loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { everyHost } from '../src/lib/lab/host/topology.ts';
import { labSubnet } from '../src/lib/lab/lab-name.ts';
import { layoutOf } from '../src/lib/lab/layout.ts';
import { debianMirror } from '../test/support/debian-mirror.ts';
import { PREPARE, RESET, STEP_COUNT } from './support/provision-steps.ts';
import type { Done } from './support/provision-worker.ts';

const { values: options } = parseArgs({
  options: { json: { type: 'boolean', default: false }, rounds: { type: 'string', default: '5' } },
});
const ROUNDS = Number(options.rounds);
const MOST_CHECK_MS = 10;
const MOST_APPLY_MS = 25;
const LEAST_RATIO = 5;

const HOST = 'bastion';
const LAB = 'bench';
const WORKER = fileURLToPath(new URL('support/provision-worker.js', import.meta.url));
const PROJECT = fileURLToPath(new URL('../../..', import.meta.url));
const PLAYBOOK = join(PROJECT, 'bench/support/provision-playbook.yaml');
const AETHER = join(PROJECT, 'bin/aether.js');
const run = promisify(execFile);

interface Site {
  readonly stateDir: string;
  readonly ansibleRoot: string;
}

/** Debian 13 with Ansible: older ones cannot work on a machine with this Python. */
async function makeAnsible(): Promise<string> {
  const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'aether');
  const root = join(cache, 'bench-ansible');
  const isThere = await access(root).then(
    () => true,
    () => false,
  );
  if (isThere) return root;
  await mkdir(cache, { recursive: true });
  const draft = await mkdtemp(join(cache, 'draft.'));
  console.error(`making ${root}`);
  const packages = '--include=ansible-core,openssh-client';
  await run('mmdebstrap', [
    '--quiet',
    '--variant=apt',
    packages,
    'trixie',
    join(draft, 'root'),
    debianMirror(),
  ]);
  await rename(join(draft, 'root'), root);
  await rm(draft, { recursive: true });
  return root;
}

/** Runs a program in the lab's network; returns what it printed and how long it took. */
async function timed(
  { stateDir }: Site,
  argv: readonly string[],
): Promise<{ stdout: string; seconds: number }> {
  const begin = performance.now();
  const { stdout } = await run('nsenter', [`--net=${layoutOf(stateDir, LAB).namespace}`, '--', ...argv], {
    maxBuffer: 1 << 26,
  });
  return { stdout, seconds: (performance.now() - begin) / 1000 };
}

async function ours(site: Site): Promise<Done & { readonly wallSeconds: number }> {
  const { stdout, seconds } = await timed(site, [
    process.execPath,
    WORKER,
    layoutOf(site.stateDir, LAB).environmentFile,
    HOST,
  ]);
  return { ...(JSON.parse(stdout) as Done), wallSeconds: seconds };
}

async function theirs(site: Site): Promise<{ readonly changed: number; readonly wallSeconds: number }> {
  const { stdout, seconds } = await timed(site, [
    'unshare',
    '--mount',
    '--propagation=private',
    'sh',
    '-c',
    `mount --rbind /dev "$0/dev"; mount -t proc proc "$0/proc"
exec chroot "$0" env HOME=/root LC_ALL=C.UTF-8 ANSIBLE_PIPELINING=1 \
  ansible-playbook --inventory /root/inventory /root/playbook.yaml`,
    site.ansibleRoot,
  ]);
  const [, ok = '0', changed = '0'] =
    /ok=(\d+)\s+changed=(\d+)\s+unreachable=0\s+failed=0/.exec(stdout) ?? [];
  if (Number(ok) !== STEP_COUNT) throw new Error(stdout);
  return { changed: Number(changed), wallSeconds: seconds };
}

/** Runs a shell script as root on the machine, without SSH; returns what it printed. */
async function onMachine({ stateDir }: Site, script: string): Promise<string> {
  return lab(stateDir, 'exec', HOST, '--name', LAB, '--', 'sh', '-ec', script);
}

/** Runs `aether lab …`. */
async function lab(stateDir: string, ...args: string[]): Promise<string> {
  const env = { ...process.env, AETHER_STATE_DIR: stateDir };
  return (await run(process.execPath, [AETHER, 'lab', ...args], { cwd: dirname(stateDir), env })).stdout;
}

/** What a script takes on the machine itself, in seconds. */
async function alone(site: Site, script: string): Promise<number> {
  const encoded = Buffer.from(script).toString('base64');
  const text = await onMachine(
    site,
    `echo ${encoded} | base64 -d >/run/alone.sh
begin=$(date +%s%N); sh /run/alone.sh >/dev/null 2>&1 || exit 1; echo $(($(date +%s%N) - begin))`,
  );
  return Number(text) / 1e9;
}

async function giveAnsible({ stateDir, ansibleRoot }: Site): Promise<void> {
  const directory = layoutOf(stateDir, LAB).root;
  const home = join(ansibleRoot, 'root');
  await writeFile(join(home, 'key'), await readFile(join(directory, 'ssh/operator')), { mode: 0o600 });
  await writeFile(join(home, 'known_hosts'), await readFile(join(directory, 'ssh/known_hosts')));
  await writeFile(join(home, 'playbook.yaml'), await readFile(PLAYBOOK));
  const address = everyHost(labSubnet(LAB)).find(({ name }) => name === HOST)?.address ?? '';
  const words = [
    `machine ansible_host=${address} ansible_user=admin ansible_ssh_private_key_file=/root/key`,
    'ansible_python_interpreter=/usr/bin/python3',
    "ansible_ssh_common_args='-o UserKnownHostsFile=/root/known_hosts'",
  ];
  await writeFile(join(home, 'inventory'), `${words.join(' ')}\n`);
}

interface Round {
  readonly checkMs: number;
  readonly applyMs: number;
  readonly ours: number;
  readonly theirs: number;
  readonly oursApplied: number;
  readonly theirsApplied: number;
}

async function oneRound(site: Site): Promise<Round> {
  await onMachine(site, RESET);
  const theirsApplied = await theirs(site);
  const theirsAgain = await theirs(site);
  await onMachine(site, RESET);
  const applied = await ours(site);
  const again = await ours(site);
  if (theirsAgain.changed > 0 || again.applied > 0) throw new Error('the second time something was changed');
  const checkAlone = await alone(site, again.probeScript);
  await onMachine(site, RESET);
  const bareAlone = await alone(site, applied.probeScript);
  const applyAlone = await alone(site, applied.applyScript);
  return {
    checkMs: ((again.seconds - checkAlone) * 1000) / STEP_COUNT,
    applyMs: ((applied.seconds - bareAlone - applyAlone - checkAlone) * 1000) / applied.applied,
    ours: again.wallSeconds,
    theirs: theirsAgain.wallSeconds,
    oursApplied: applied.wallSeconds,
    theirsApplied: theirsApplied.wallSeconds,
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function report(rounds: readonly Round[], loadBefore: number): void {
  const of = (name: keyof Round) => median(rounds.map((round) => round[name]));
  const ratio = median(rounds.map((round) => round.theirs / round.ours));
  const figures = {
    check_overhead_ms: of('checkMs'),
    apply_overhead_ms: of('applyMs'),
    noop_seconds: of('ours'),
    noop_ansible_seconds: of('theirs'),
    noop_ratio: ratio,
    applied_seconds: of('oursApplied'),
    applied_ansible_seconds: of('theirsApplied'),
  };
  if (
    figures.check_overhead_ms > MOST_CHECK_MS ||
    figures.apply_overhead_ms > MOST_APPLY_MS ||
    ratio < LEAST_RATIO
  )
    process.exitCode = 1;
  const machine = `${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}`;
  const load = { before: loadBefore, after: loadavg()[0] };
  if (options.json) {
    console.log(JSON.stringify({ name: 'provision', machine, load, rounds: rounds.length, ...figures }));
    return;
  }
  console.log(
    `${machine}, load ${load.before.toFixed(1)} to ${load.after?.toFixed(1)}, ${rounds.length} rounds`,
  );
  const line = (what: string, value: string, wanted = '') =>
    console.log(`${what.padEnd(38)} ${value}${wanted}`);
  line(
    'overhead of a check',
    `${figures.check_overhead_ms.toFixed(1)} ms`,
    `  (wanted: at most ${MOST_CHECK_MS})`,
  );
  line(
    'overhead of an applied step',
    `${figures.apply_overhead_ms.toFixed(1)} ms`,
    `  (wanted: at most ${MOST_APPLY_MS})`,
  );
  const pair = (mine: number, other: number) => `${mine.toFixed(2)} : ${other.toFixed(2)} s`;
  line(
    'nothing to do, beside Ansible',
    pair(of('ours'), of('theirs')),
    `  ratio ${ratio.toFixed(1)}  (wanted: at least ${LEAST_RATIO})`,
  );
  line('everything to do, beside Ansible', pair(of('oursApplied'), of('theirsApplied')));
}

async function main(): Promise<void> {
  const ansibleRoot = await makeAnsible();
  const directory = await mkdtemp(join(tmpdir(), 'aether-'));
  const stateDir = join(directory, '.aether');
  const site = { stateDir, ansibleRoot };
  try {
    await lab(stateDir, 'up', '--name', LAB, '--hosts', HOST, '--yes');
    await giveAnsible(site);
    await onMachine(site, PREPARE);
    const loadBefore = loadavg()[0] ?? 0;
    const rounds: Round[] = [];
    for (let round = 0; round < ROUNDS; round += 1) rounds.push(await oneRound(site));
    report(rounds, loadBefore);
  } finally {
    await lab(stateDir, 'down', '--name', LAB, '--purge', '--confirm', LAB);
    await rm(directory, { recursive: true, force: true });
  }
}

await main();
