import { AetherError } from '../../core/errors.ts';
import type { Environment } from '../../infra/config/environment-schema.ts';
import { hostsWith } from '../../infra/config/hosts-with.ts';
import type { MemberReport } from '../../infra/mariadb/galera/member-report.ts';
import { commandError, succeeded } from '../../infra/ssh/command/outcome.ts';
import { askHost } from '../engine/probe-batch.ts';
import { runSegment } from '../engine/run-segment.ts';
import type { Material } from '../material.ts';
import type { ProvisionContext } from '../provision-context.ts';
import { serverProbe } from './server-probe.ts';
import { memberReport, parseServer, type ServerReport } from './server-report.ts';

/** The servers of an environment, as the tasks of the cluster use them. */
export interface Fleet {
  readonly context: ProvisionContext;
  readonly environment: Environment;
  readonly material: () => Promise<Material>;
}

/** A host out of reach is not an error here: whoever decides must know that nobody knows. */
const UNREACHABLE: ReadonlySet<string> = new Set(['SSH_UNREACHABLE', 'SSH_DROPPED', 'SSH_OUTCOME_UNKNOWN']);

/** Asks a server; undefined if its host cannot be reached. */
export async function askServer(
  context: Pick<ProvisionContext, 'ssh'>,
  host: string,
): Promise<ServerReport | undefined> {
  try {
    const seen = await askHost(await context.ssh(host), new Map([['server', serverProbe()]]));
    return parseServer(host, seen.get('server') ?? '');
  } catch (thrown) {
    if (thrown instanceof AetherError && UNREACHABLE.has(thrown.code)) return undefined;
    throw thrown;
  }
}

/** Asks every member of the environment file, whatever hosts the run is about. */
export async function askMembers({
  context,
  environment,
}: Pick<Fleet, 'context' | 'environment'>): Promise<MemberReport[]> {
  return Promise.all(
    hostsWith(environment, ['galera']).map(async (host) =>
      reportOf(environment, host, await askServer(context, host)),
    ),
  );
}

export function reportOf(
  environment: Environment,
  host: string,
  server: ServerReport | undefined,
): MemberReport {
  const address = environment.hosts[host]?.address ?? '';
  if (server !== undefined) return memberReport(server, address);
  return { member: host, address, server: 'unreachable', data: { kind: 'blank' }, knownAddresses: [] };
}

/** Runs a script as root on a host, detached, with its events and its entry in the host's journal. */
export async function runOn(
  { context }: Pick<Fleet, 'context'>,
  host: string,
  step: { readonly name: string; readonly title: string; readonly script: string },
): Promise<void> {
  await runSegment(context, await context.ssh(host), [{ id: `${host}.${step.name}`, ...step }]);
}

/** Runs a short script as root on a host and returns what it printed. */
export async function say(
  { context }: Pick<Fleet, 'context'>,
  host: string,
  what: string,
  script: string,
): Promise<string> {
  const result = await (await context.ssh(host)).exec(['/bin/sh', '-s'], { asRoot: true, stdin: script });
  if (!succeeded(result)) throw commandError(host, what, result);
  return result.stdout;
}
