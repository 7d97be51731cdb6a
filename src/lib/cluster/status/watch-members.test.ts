import { describe, expect, it } from 'vitest';
import { systemClock } from '../../core/clock.ts';
import { watchMembers, type StatusContext } from './watch-members.ts';

/** A server that says the same to everybody who asks. */
function session(status: Readonly<Record<string, string>>) {
  const values: Readonly<Record<string, string>> = { datadir: '/var/lib/mysql/', ...status };
  const rows = Object.entries(values).map(([Variable_name, Value]) => ({ Variable_name, Value }));
  return { query: async () => rows, close: async () => undefined, destroy: () => undefined };
}

/** Machines whose servers answer at once, and whose SSH takes as long as `df` does. */
function contextWith(status: Readonly<Record<string, string>>, df: () => Promise<string>): StatusContext {
  const environment = {
    files: ['/etc/aether.yaml'],
    config: { ssh: {}, mariadb: { accounts: { monitor: {} } } },
  };
  return {
    environment: async () => environment,
    mariadb: async () => ({ open: async () => session(status) }),
    ssh: async () => ({ exec: async () => ({ outcome: 'exited', code: 0, stdout: await df(), stderr: '' }) }),
    stateDir: '/var/lib/nowhere',
    clock: systemClock,
    signal: new AbortController().signal,
  } as unknown as StatusContext;
}

describe('a look at the members', () => {
  it('names one that holds up the others without waiting for a login on its busy machine', async () => {
    const asking = { wsrep_flow_control_requested: 'true' };
    const never = contextWith(asking, () => new Promise(() => undefined));
    const looks = await watchMembers(never, ['db1']).look();
    expect(looks).toMatchObject([{ sample: { flow_control_requested: true }, disk: null }]);
  });

  it('waits for all disks if nobody is held up', async () => {
    const context = contextWith({}, async () => {
      await systemClock.sleep(1200);
      return 'Avail 1B-blocks\n 5 10\n';
    });
    const looks = await watchMembers(context, ['db1', 'db2']).look();
    expect(looks.map((look) => look.sample !== null && look.disk)).toEqual(
      [1, 2].map(() => ({ free_bytes: 5, total_bytes: 10 })),
    );
  });
});
