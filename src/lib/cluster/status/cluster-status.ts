import { AetherError } from '../../core/errors.ts';
import { hostsWith } from '../../infra/config/hosts-with.ts';
import { compareLooks } from './compare-looks.ts';
import { isHealthy, judgeMembers, type Problem } from './judge-members.ts';
import { watchMembers, type MemberLook, type StatusContext } from './watch-members.ts';

/** The members of a cluster at one moment, and what is wrong with them. */
export interface ClusterStatus {
  readonly healthy: boolean;
  readonly looked_at: string;
  readonly looks: readonly MemberLook[];
  readonly problems: readonly Problem[];
  /** What to type if the whole cluster is down. */
  readonly next: readonly string[];
}

/** Looks at all members at once. Changes nothing. Throws ENVIRONMENT_INVALID if no host has the role galera. */
export async function clusterStatus(context: StatusContext): Promise<ClusterStatus> {
  await using watch = watchMembers(context, await membersOf(context));
  return await lookOnce(context, watch.look);
}

/** Looks again every so many seconds until the run is ended. */
export async function* watchCluster(
  context: StatusContext,
  everySeconds: number,
): AsyncGenerator<ClusterStatus> {
  await using watch = watchMembers(context, await membersOf(context));
  for (;;) {
    yield await lookOnce(context, watch.look);
    await context.clock.sleep(everySeconds * 1000, context.signal);
  }
}

async function lookOnce(
  context: StatusContext,
  look: () => Promise<readonly MemberLook[]>,
): Promise<ClusterStatus> {
  const looks = await look();
  const problems = judgeMembers(looks, await compareLooks(context, looks, look));
  const isDown = !looks.some(({ sample }) => sample?.cluster_status === 'Primary');
  return {
    healthy: isHealthy(problems),
    looked_at: context.clock.now().toISOString(),
    looks,
    problems,
    next: isDown ? ['aether cluster recover'] : [],
  };
}

async function membersOf(context: StatusContext): Promise<string[]> {
  const members = hostsWith((await context.environment()).config, ['galera']);
  if (members.length > 0) return members;
  throw new AetherError('ENVIRONMENT_INVALID', 'no host has the role galera', {
    hint: 'for a cluster on this computer: aether sandbox up --galera',
  });
}
