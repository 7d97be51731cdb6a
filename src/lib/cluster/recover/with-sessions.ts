import type { MemberControl, MemberSession } from '../../infra/mariadb/galera/cluster-site.ts';

export interface OpenMember {
  readonly member: string;
  readonly session: MemberSession;
}

/** Works with one session on each member; all are closed afterwards, however the work ends. */
export async function withSessions<Result>(
  members: readonly Pick<MemberControl, 'member' | 'open'>[],
  work: (open: readonly OpenMember[]) => Promise<Result>,
): Promise<Result> {
  const opening = members.map(async (control) => ({ member: control.member, session: await control.open() }));
  try {
    return await work(await Promise.all(opening));
  } finally {
    for (const one of await Promise.allSettled(opening)) {
      if (one.status === 'fulfilled') await one.value.session[Symbol.asyncDispose]();
    }
  }
}
