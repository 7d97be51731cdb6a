import { runStep } from '../../core/run-step.ts';
import type { MemberControl } from '../../infra/mariadb/galera/cluster-site.ts';
import { chooseFounder, type FounderVerdict } from '../../infra/mariadb/galera/choose-founder.ts';
import type { GaleraPosition } from '../../infra/mariadb/galera/galera-position.ts';
import { awaitTogether } from './await-together.ts';
import { recoverFailed, type Recovery } from './recovery.ts';

interface Founder {
  readonly founder: MemberControl;
  readonly position: GaleraPosition;
}

/**
 * Stops all members and keeps them stopped, saves and reads their positions only when every process is gone, and bootstraps
 * the most advanced of those that are included. Whatever could bootstrap another one is removed before.
 */
export async function bootstrapMostAdvanced(
  { context, fence }: Recovery,
  {
    held,
    included,
  }: { readonly held: readonly MemberControl[]; readonly included: readonly MemberControl[] },
): Promise<Founder> {
  await fence();
  await Promise.all(
    held.map((control) => {
      const { member } = control;
      const step = { id: `${member}.hold`, host: member, title: 'stop the server, and let nobody start it' };
      return runStep(context, step, async () => {
        await control.hold();
        return undefined;
      });
    }),
  );
  await fence();
  const read = { id: 'positions', title: 'save grastate.dat and gvwstate.dat, and read the positions' };
  const found = await runStep(context, read, async () => {
    const saved = await Promise.all(
      held.map(async (control) => {
        const place = await control.savePosition();
        const isCandidate = included.includes(control);
        return { control, place, position: isCandidate ? await control.readPosition() : undefined };
      }),
    );
    const founder = choose(saved.filter(({ control }) => included.includes(control)));
    return {
      ...founder,
      detail: `${founder.founder.member} at ${founder.position.seqno}; saved in ${saved[0]?.place ?? ''}`,
    };
  });
  await fence();
  const { founder, position } = found;
  const start = { id: 'bootstrap', host: founder.member, title: 'bootstrap the cluster' };
  await runStep(context, start, async () => {
    await founder.bootstrap(position);
    await awaitTogether(context, [founder]);
    return undefined;
  });
  return { founder, position };
}

function choose(
  included: readonly { readonly control: MemberControl; readonly position: GaleraPosition | undefined }[],
): Founder {
  const verdict = chooseFounder(
    included.map(({ control, position }) => ({ node: control.member, position })),
  );
  const controls = included.map(({ control }) => control);
  const founder = controls.find(({ member }) => verdict.kind === 'founder' && verdict.node === member);
  if (verdict.kind === 'founder' && founder !== undefined && verdict.position !== undefined)
    return { founder, position: verdict.position };
  throw unclear(verdict, controls);
}

/** All servers are stopped then, and stay so: each of them could write where others may be ahead. */
function unclear(verdict: FounderVerdict, included: readonly MemberControl[]) {
  if (verdict.kind === 'strangers') {
    const [one, other] = verdict.positions;
    return recoverFailed(
      `${one.node} (${one.uuid}) and ${other.node} (${other.uuid}) were in different clusters; all servers are stopped`,
      'decide which data are right, then run the same command with --without for the member whose data are to be lost',
    );
  }
  const node = verdict.kind === 'unreadable' ? verdict.node : (included[0]?.member ?? '');
  return recoverFailed(
    `the position of ${node} cannot be read, so nobody knows who is ahead; all servers are stopped`,
    `read the error log of ${node}; to continue without its data: --without ${node}`,
  );
}
