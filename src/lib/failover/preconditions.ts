import { AetherError } from '../core/errors.ts';
import { answerWithin, openWithin } from '../infra/mariadb/answer-within.ts';
import type { MariadbConnection } from '../infra/mariadb/connection.ts';
import { showPairs } from '../infra/mariadb/show-pairs.ts';
import type { DrillContext } from './drill.ts';
import type { DrillSite } from './drill-site.ts';
import { isWhole, sampleMember } from './observe/sample-member.ts';

interface Servers {
  readonly members: readonly string[];
  readonly replicas: readonly string[];
  readonly open: (host: string) => Promise<MariadbConnection>;
}

const ANSWER_SECONDS = 10;
const UNHEALTHY_HINT = 'aether cluster status shows what is wrong';

/**
 * Every member whole, with space and the right time, and every commit durable; returns the versions. Looks, and changes
 * nothing. Throws CLUSTER_UNHEALTHY: a drill could not tell its own faults from those that are there.
 */
export async function requireSound(
  context: DrillContext,
  site: DrillSite,
  servers: Servers,
): Promise<Record<string, string>> {
  const versions: Record<string, string> = {};
  for (const member of [...servers.members, ...servers.replicas])
    versions[member] = await checkServer(context, servers, member);
  const problems = await site.problems();
  const grave = problems.find(({ severity }) => severity !== 'warn');
  if (grave !== undefined) throw unhealthy(sentenceOf(grave), grave.hint ?? UNHEALTHY_HINT);
  for (const problem of problems) context.emit({ type: 'note', level: 'warn', message: sentenceOf(problem) });
  return versions;
}

async function checkServer(
  { clock, emit }: DrillContext,
  { members, replicas, open }: Servers,
  host: string,
): Promise<string> {
  const deadline = { host, seconds: ANSWER_SECONDS, clock };
  await using session = await openWithin(() => open(host), deadline);
  const variables = await answerWithin(session, showPairs(session, DURABLE_VARIABLES), deadline);
  const version = variables['version'] ?? '';
  if (replicas.includes(host)) return version;
  const state = await answerWithin(session, sampleMember(session), deadline);
  if (!isWhole(state, members.length)) {
    const { is_primary, size, state: local } = state;
    const seen = `${is_primary ? 'Primary' : 'not Primary'}, ${local}, sees ${size} of ${members.length} members`;
    throw unhealthy(`${host} is ${seen}`, UNHEALTHY_HINT);
  }
  for (const name of DURABLE) {
    if (variables[name] === '1') continue;
    const message = `${host}: ${name} is ${variables[name]}: acknowledged rows can be lost if all members crash`;
    emit({ type: 'note', level: 'warn', message });
  }
  return version;
}

/** With both at 1 a crash of all members loses nothing that was acknowledged (Jepsen 2026, MDEV-38974). */
export const DURABLE = ['innodb_flush_log_at_trx_commit', 'sync_binlog'];
export const DURABLE_VARIABLES = `SHOW GLOBAL VARIABLES WHERE Variable_name IN ('version', '${DURABLE.join("', '")}')`;

function sentenceOf({
  member,
  message,
}: {
  readonly member: string | null;
  readonly message: string;
}): string {
  return member === null ? message : `${member}: ${message}`;
}

function unhealthy(problem: string, hint: string): AetherError {
  return new AetherError('CLUSTER_UNHEALTHY', `${problem}: nothing is broken on top of that`, { hint });
}
