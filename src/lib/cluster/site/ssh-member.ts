import { AetherError } from '../../core/errors.ts';
import type { Context } from '../../infra/context.ts';
import type { MemberControl, MemberSession } from '../../infra/mariadb/galera/cluster-site.ts';
import { parseStartPosition } from '../../infra/mariadb/galera/galera-position.ts';
import {
  LIVE_VARIABLES,
  liveMember,
  parseKnownAddresses,
  parseMemberData,
} from '../../infra/mariadb/galera/member-data.ts';
import type { MemberReport } from '../../infra/mariadb/galera/member-report.ts';
import { ASIDE_PREFIX, setAsideScript } from '../../infra/mariadb/galera/set-aside-script.ts';
import { remoteSession } from '../../infra/mariadb/remote-session.ts';
import { showPairs } from '../../infra/mariadb/show-pairs.ts';
import { commandError, succeeded } from '../../infra/ssh/command/outcome.ts';
import { runDetached } from '../../infra/ssh/detached/run-detached.ts';
import {
  BOOTSTRAP_SCRIPT,
  HELD,
  HOLD_SCRIPT,
  HOLD_STOPPED_SCRIPT,
  JOIN_SCRIPT,
  POSITION_SCRIPT,
  REPORT_SCRIPT,
  saveScript,
} from './member-scripts.ts';
import { reboot } from './reboot.ts';
import { UNREACHABLE } from './unreachable.ts';

export type SiteContext = Pick<Context, 'runId' | 'clock' | 'signal' | 'emit' | 'environment' | 'ssh'>;

/** A member on a machine that is reached over SSH; no port of its server has to be in reach. */
export function sshMember(
  context: SiteContext,
  { member, address, port }: { readonly member: string; readonly address: string; readonly port: number },
): MemberControl {
  const say = async (what: string, script: string): Promise<string> => {
    const host = await context.ssh(member);
    const result = await host.exec(['/bin/sh', '-s'], { asRoot: true, stdin: script });
    if (!succeeded(result)) throw commandError(member, what, result);
    return result.stdout;
  };
  const detached = async (name: string, what: string, script: string) =>
    runDetached(context, await context.ssh(member), { name, what, script });
  return {
    member,
    clientAddress: `${address}:${port}`,
    report: () => reportOf(context, member, address),
    hold: async () => {
      // A dead server is the usual case after a crash: a unit of its own for it would cost seconds on a busy machine.
      const said = await say('masking the server', HOLD_STOPPED_SCRIPT);
      if (said.trim() !== HELD) await detached('hold', 'stopping the server', HOLD_SCRIPT);
    },
    savePosition: async () => {
      const directory = `/var/lib/aether/recover/${context.runId}`;
      return (await say('saving the position', saveScript(directory))).trim();
    },
    readPosition: async () =>
      parseStartPosition(member, await say('reading the Galera position', POSITION_SCRIPT)),
    setAside: async () => {
      const target = `${ASIDE_PREFIX}${context.runId}`;
      await detached('set-aside', 'moving the data aside', setAsideScript(target));
      return `${member}:${target}`;
    },
    bootstrap: () => detached('bootstrap', 'bootstrapping the cluster', BOOTSTRAP_SCRIPT),
    join: () => detached('join', 'starting the server', JOIN_SCRIPT),
    reboot: async () => {
      await reboot(context, member);
      await detached('join', 'starting the server', JOIN_SCRIPT);
    },
    open: async (signal) => sessionOn(context, member, signal),
  };
}

async function sessionOn(context: SiteContext, member: string, signal?: AbortSignal): Promise<MemberSession> {
  const session = remoteSession(await context.ssh(member), signal);
  return { ...session, [Symbol.asyncDispose]: async () => undefined };
}

async function reportOf(context: SiteContext, member: string, address: string): Promise<MemberReport> {
  try {
    const host = await context.ssh(member);
    const result = await host.exec(['/bin/sh', '-s'], { asRoot: true, stdin: REPORT_SCRIPT });
    if (!succeeded(result)) throw commandError(member, 'looking at the server', result);
    const lines = result.stdout.split('\n');
    const isRunning = lines.includes('process') || lines.includes('unit active');
    const answer = isRunning ? await ask(context, member) : undefined;
    const incoming = answer?.status['wsrep_incoming_addresses'] ?? '';
    const wsrep = answer === undefined ? undefined : liveMember(answer);
    return {
      member,
      address,
      server: isRunning ? 'running' : 'stopped',
      data: parseMemberData(lines),
      knownAddresses: parseKnownAddresses(lines, incoming),
      startId: startIdOf(lines),
      ...(wsrep === undefined ? {} : { wsrep }),
    };
  } catch (thrown) {
    // Whoever decides must know that nobody knows.
    if (!(thrown instanceof AetherError) || !UNREACHABLE.has(thrown.code)) throw thrown;
    return { member, address, server: 'unreachable', data: { kind: 'blank' }, knownAddresses: [] };
  }
}

function startIdOf(lines: readonly string[]): string | undefined {
  return lines.find((line) => line.startsWith('start '))?.slice('start '.length);
}

/** undefined if the server does not answer: it starts, copies the data of another one, or hangs. */
async function ask(context: SiteContext, member: string) {
  const session = await sessionOn(context, member);
  try {
    return {
      status: await showPairs(session, "SHOW GLOBAL STATUS LIKE 'wsrep_%'"),
      variables: await showPairs(session, LIVE_VARIABLES),
    };
  } catch (thrown) {
    if (thrown instanceof AetherError && thrown.code === 'SSH_COMMAND_FAILED') return undefined;
    throw thrown;
  }
}
