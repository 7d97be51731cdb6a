import { AetherError, throwIfAborted } from '../core/errors.ts';
import type { Context } from '../infra/context.ts';
import { findExecutable, searchPath } from '../infra/process/find-executable.ts';
import { runAttached } from './host/attach.ts';
import { isPopulated } from './host/cgroup.ts';
import { enterCommand, notRunning } from './host/enter-host.ts';
import { hostCgroup, hostNamed, openLab, type Lab } from './lab.ts';
import type { LabContext } from './lab-context.ts';
import { hostLayout } from './layout.ts';
import { inNetwork } from './network/network.ts';
import { checkRoot } from './requirements.ts';

export interface HostCommand {
  readonly lab: string;
  readonly host: string;
  readonly argv: readonly string[];
}

export interface CommandEnd {
  /** 128 and the signal's number where one ended a command in a machine; null where one ended what ran it. */
  readonly exit_code: number | null;
  /** Only where the answer is a JSON document; otherwise the command had the terminal. */
  readonly stdout: string | null;
  readonly stderr: string | null;
}

type ExecContext = LabContext & Pick<Context, 'json'>;
type Argv = readonly [string, ...string[]];

/** Runs a command as root on a machine, as on its console. Throws LAB_NOT_UP, USAGE. */
export async function execOnHost(
  context: ExecContext,
  { lab: name, host, argv }: HostCommand,
): Promise<CommandEnd> {
  checkRoot(context);
  const lab = await openLab(context, name);
  return attach(context, enterCommand(await runningHost(lab, host), argv));
}

/** Logs in through the bastion with OpenSSH's client. Throws LAB_NOT_UP, LAB_UNSUPPORTED, USAGE. */
export async function sshToHost(
  context: ExecContext,
  { lab: name, host, argv }: HostCommand,
): Promise<CommandEnd> {
  checkRoot(context);
  if ((await findExecutable('ssh', searchPath(context.variables))) === undefined) {
    throw new AetherError('LAB_UNSUPPORTED', 'the program ssh is not installed', {
      hint: 'apt-get install --yes openssh-client',
    });
  }
  const lab = await openLab(context, name);
  await runningHost(lab, host);
  const [enter = '', ...network] = inNetwork(lab.layout);
  return attach(context, [enter, ...network, 'ssh', '-F', lab.layout.sshConfig, host, ...separated(argv)]);
}

export interface LogRequest {
  readonly lab: string;
  readonly host: string;
  readonly unit: string | undefined;
  readonly lines: number;
  readonly follow: boolean;
  readonly console: boolean;
}

/** Shows the end of a machine's journal, or of what it wrote to its console. */
export async function showLogs(context: ExecContext, request: LogRequest): Promise<CommandEnd> {
  checkRoot(context);
  const lab = await openLab(context, request.lab);
  const lines = String(request.lines);
  if (request.console) {
    const { name } = hostNamed(lab, request.host);
    const follow = request.follow ? ['--follow'] : [];
    return attach(context, ['tail', '--lines', lines, ...follow, '--', hostLayout(lab.layout, name).console]);
  }
  const options = [
    ...(request.follow ? ['--follow'] : []),
    ...(request.unit === undefined ? [] : ['--unit', request.unit]),
  ];
  const journal = ['journalctl', '--no-pager', '--lines', lines, ...options];
  return attach(context, enterCommand(await runningHost(lab, request.host), journal));
}

/** The cgroup of a machine that runs. */
async function runningHost(lab: Lab, name: string): Promise<string> {
  const cgroup = hostCgroup(lab, hostNamed(lab, name).name);
  if (await isPopulated(cgroup)) return cgroup;
  throw notRunning(lab.layout.name, name);
}

async function attach(context: ExecContext, command: Argv): Promise<CommandEnd> {
  const { exitCode, stdout, stderr } = await runAttached(command, context);
  // What the command was ended with is no answer of it.
  throwIfAborted(context.signal);
  return { exit_code: exitCode, stdout, stderr };
}

function separated(argv: readonly string[]): string[] {
  return argv.length === 0 ? [] : ['--', ...argv];
}
