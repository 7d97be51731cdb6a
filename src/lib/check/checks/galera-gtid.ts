import { AetherError } from '../../core/errors.ts';
import { hostsWith } from '../../infra/config/hosts-with.ts';
import type { Context } from '../../infra/context.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { compareGtids } from '../../infra/mariadb/galera/compare-gtids.ts';
import type { GtidJudgement } from '../../infra/mariadb/galera/judge-gtids.ts';
import { readMemberGtid, type MemberGtid } from '../../infra/mariadb/galera/member-gtid.ts';
import type { MariadbConnector } from '../../infra/mariadb/connector.ts';
import type { Check, Finding } from '../check.ts';
import { unknownFinding } from '../unknown-finding.ts';

/**
 * Every member logs the cluster's transactions under the same ids: otherwise a replica that follows it, or moves to
 * it by GTID, breaks later, while rows and state look right.
 */
export const check: Check = {
  name: 'gtid',
  run: async (context, environment) => {
    const hosts = hostsWith(environment.config, ['galera']);
    if (hosts.length < 2) return [];
    const sessions = new Map<string, MariadbConnection>();
    try {
      const unreachable = await openSessions(context, hosts, sessions);
      let seen: readonly MemberGtid[] = [];
      const look = async () => {
        const members = await Promise.all([...sessions].map(([host, session]) => tryToRead(session, host)));
        seen = members.filter((each) => each !== null);
        return seen;
      };
      const judgement = await compareGtids(look, context);
      const reached = hosts.filter((host) => sessions.has(host));
      return [...reached.map((host) => describe(host, seen, judgement)), ...unreachable];
    } finally {
      await Promise.all([...sessions.values()].map((session) => session.close()));
    }
  },
};

/** Adds a session for every host that can be reached; returns the findings about the others. */
async function openSessions(
  context: Context,
  hosts: readonly string[],
  sessions: Map<string, MariadbConnection>,
): Promise<Finding[]> {
  let connecting: Promise<MariadbConnector> | undefined;
  const findings = await Promise.all(
    hosts.map(async (host) => {
      try {
        connecting ??= context.mariadb('admin');
        sessions.set(host, await (await connecting).open({ host }));
        return null;
      } catch (thrown) {
        return unknownFinding(host, requireForeseen(thrown));
      }
    }),
  );
  return findings.filter((each) => each !== null);
}

/** null if the session was lost between two looks. */
async function tryToRead(session: MariadbConnection, host: string): Promise<MemberGtid | null> {
  return readMemberGtid(session, host).catch((thrown: unknown) => {
    requireForeseen(thrown);
    return null;
  });
}

/** Only a bug, and the end of the run, is thrown on. */
function requireForeseen(thrown: unknown): AetherError {
  if (!(thrown instanceof AetherError) || thrown.code === 'INTERRUPTED') throw thrown;
  return thrown;
}

const REPAIR =
  'only a full copy repairs it: stop the member, move its data directory away, and start it (in a sandbox: "aether sandbox up")';

function describe(host: string, seen: readonly MemberGtid[], { diverged, pending }: GtidJudgement): Finding {
  const problem = diverged.find(({ member }) => member === host)?.problem;
  if (problem !== undefined) {
    return {
      host,
      status: 'fail',
      message: `its GTIDs diverge from the cluster's: ${problem}`,
      hint: REPAIR,
    };
  }
  const unknown = (message: string): Finding => ({ host, status: 'unknown', message });
  if (!seen.some(({ member }) => member === host)) {
    return unknown('not comparable: not Synced in the primary component, or wsrep_gtid_mode is off');
  }
  if (seen.length < 2) return unknown('no other member can be compared with');
  if (pending.includes(host)) return unknown('not comparable: it has not applied what the others committed');
  return { host, status: 'ok', message: 'as on the other members' };
}
