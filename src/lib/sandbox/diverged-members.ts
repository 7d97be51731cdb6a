import { toAetherError } from '../core/errors.ts';
import { compareGtids } from '../infra/mariadb/galera/compare-gtids.ts';
import { readMemberGtid, type MemberGtid } from '../infra/mariadb/galera/member-gtid.ts';
import { openAdmin, type Reachable } from './probe-server.ts';
import type { SandboxContext } from './sandbox.ts';

type Comparable = Reachable & { readonly context: Pick<SandboxContext, 'clock'> };

/** The members, of those that can be asked, whose GTIDs diverge from the cluster's: what is wrong, by name. */
export async function findDiverged(
  sandbox: Comparable,
  members: readonly string[],
): Promise<Readonly<Record<string, string>>> {
  if (members.length < 2) return {};
  const look = async () => {
    const seen = await Promise.all(members.map((member) => readGtid(sandbox, member)));
    return seen.filter((each) => each !== null);
  };
  const { diverged } = await compareGtids(look, sandbox.context);
  return Object.fromEntries(diverged.map(({ member, problem }) => [member, problem]));
}

/** null if it cannot be asked; its own probe says why. */
async function readGtid(sandbox: Reachable, member: string): Promise<MemberGtid | null> {
  try {
    await using session = await openAdmin(sandbox, member);
    return await readMemberGtid(session, member);
  } catch (thrown) {
    const error = toAetherError(thrown);
    if (error.code === 'BUG' || error.code === 'INTERRUPTED') throw error;
    return null;
  }
}
