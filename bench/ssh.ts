/**
 * How long a remote command takes, directly and through a bastion, beside the `ssh` client with a control socket.
 *
 *     npx tsc -p bench && node .aether/bench/bench/ssh.js [--json] [--rounds 7] [--commands 50]
 *
 * Both log in once and then run `true` again and again on the same two sshd processes on loopback, so what is timed
 * is one command on a connection that is open: for `ssh` the start of its process and the way over the socket, in a
 * loop of the shell. Rounds alternate; medians of the milliseconds per command are given. A ratio above 1 means that
 * ours is faster. What the login shell and the command need without any SSH is told besides.
 */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { cpus, userInfo } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import type { SshPool } from '../src/lib/infra/ssh/pool.ts';
import { testPool } from '../test/support/ssh-pool.ts';
import {
  openSshWorkshop,
  type SshServer,
  sshdMissing,
  type SshWorkshop,
} from '../test/support/ssh-server.ts';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '7' },
    commands: { type: 'string', default: '50' },
  },
});
const ROUNDS = Number(options.rounds);
const COMMANDS = Number(options.commands);
const MOST_MILLISECONDS = 10;
const LEAST_RATIO = 1 / 1.5;

const HOSTS = { bastion: 'one command, directly', db1: 'one command, through the bastion' } as const;
type HostName = keyof typeof HOSTS;
const NAMES = Object.keys(HOSTS) as HostName[];

const run = promisify(execFile);

interface Contest {
  readonly pool: SshPool;
  /** For `ssh -F`. */
  readonly config: string;
}

/** Logs both in on both hosts. */
async function enter(workshop: SshWorkshop, servers: Record<HostName, SshServer>): Promise<Contest> {
  const known = NAMES.map(
    (name) => `[127.0.0.1]:${servers[name].port} ${servers[name].publicKeys['ed25519']}`,
  );
  const knownHosts = join(workshop.directory, 'known_hosts');
  await writeFile(knownHosts, `${known.join('\n')}\n`);
  const config = join(workshop.directory, 'ssh_config');
  const lines = [
    'Host *',
    `  User ${workshop.user}`,
    '  HostName 127.0.0.1',
    `  IdentityFile ${workshop.keyFile}`,
    '  IdentitiesOnly yes',
    `  UserKnownHostsFile ${knownHosts}`,
    '  ControlMaster auto',
    `  ControlPath ${workshop.directory}/control-%n`,
    '  ControlPersist 600',
    'Host bastion',
    `  Port ${servers.bastion.port}`,
    'Host db1',
    `  Port ${servers.db1.port}`,
    '  ProxyJump bastion',
  ];
  await writeFile(config, `${lines.join('\n')}\n`);
  const pool = await testPool({
    user: workshop.user,
    keyFile: workshop.keyFile,
    known: known.join('\n'),
    endpoints: { bastion: { port: servers.bastion.port }, db1: { port: servers.db1.port, via: 'bastion' } },
  });
  for (const name of NAMES) {
    await ours({ pool, config }, name, 5);
    await theirs({ pool, config }, name, 5);
  }
  return { pool, config };
}

async function ours({ pool }: Contest, name: HostName, commands: number): Promise<void> {
  const host = pool.host(name);
  for (let done = 0; done < commands; done += 1) {
    const end = await host.exec(['true']);
    if (end.outcome !== 'exited' || end.code !== 0) throw new Error(`${name}: ${JSON.stringify(end)}`);
  }
}

async function theirs({ config }: Contest, name: HostName, commands: number): Promise<void> {
  const loop = 'set -e; i=0; while [ $i -lt "$3" ]; do ssh -F "$1" "$2" true </dev/null; i=$((i+1)); done';
  await run('sh', ['-c', loop, 'sh', config, name, String(commands)]);
}

/** Milliseconds that the login shell takes to start and to become the command, as sshd has it do. */
async function shellAlone(): Promise<number> {
  const shell = userInfo().shell ?? '/bin/sh';
  const loop = 'i=0; while [ $i -lt "$2" ]; do "$1" -c "exec true"; i=$((i+1)); done';
  const begin = performance.now();
  await run('sh', ['-c', loop, 'sh', shell, String(COMMANDS)]);
  return (performance.now() - begin) / COMMANDS;
}

/** Milliseconds per command. */
async function timed(work: typeof ours, contest: Contest, name: HostName): Promise<number> {
  const begin = performance.now();
  await work(contest, name, COMMANDS);
  return (performance.now() - begin) / COMMANDS;
}

async function compare(contest: Contest, name: HostName) {
  const rounds: { ours: number; theirs: number }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    rounds.push({ theirs: await timed(theirs, contest, name), ours: await timed(ours, contest, name) });
  }
  const mine = median(rounds.map((round) => round.ours));
  const other = median(rounds.map((round) => round.theirs));
  return { name: HOSTS[name], ours: mine, theirs: other, ratio: other / mine, unit: 'ms', runs: ROUNDS };
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
}

async function leave({ pool, config }: Contest): Promise<void> {
  await pool.close();
  // The processes behind the control sockets would outlive this one; the bastion's carries the other.
  for (const name of NAMES.toReversed()) await run('ssh', ['-F', config, '-O', 'exit', name]);
}

async function main(): Promise<void> {
  if (sshdMissing !== undefined) throw new Error(sshdMissing);
  await using workshop = await openSshWorkshop();
  const [bastion, db1] = await Promise.all([workshop.start(), workshop.start()]);
  const contest = await enter(workshop, { bastion, db1 });
  const figures = [];
  for (const name of NAMES) figures.push(await compare(contest, name));
  await leave(contest);
  const shellMilliseconds = await shellAlone();
  if (figures.some(({ ours: mine, ratio }) => mine > MOST_MILLISECONDS || ratio < LEAST_RATIO))
    process.exitCode = 1;
  if (options.json) {
    const machine = `${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}`;
    console.log(JSON.stringify({ name: 'ssh', machine, shell_alone_ms: shellMilliseconds, figures }));
    return;
  }
  for (const { name, ours: mine, theirs: other, ratio } of figures) {
    const wanted = `wanted: at most ${MOST_MILLISECONDS} ms, at least ${LEAST_RATIO.toFixed(2)}`;
    console.log(
      `${name.padEnd(34)} ${mine.toFixed(2)} : ${other.toFixed(2)} ms  ratio ${ratio.toFixed(2)}  (${wanted})`,
    );
  }
  console.log(`the shell and the command alone: ${shellMilliseconds.toFixed(2)} ms`);
}

await main();
