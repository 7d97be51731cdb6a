import { describe, expect } from 'vitest';
import { systemClock } from '../../src/lib/core/clock.ts';
import { eventually } from '../support/eventually.ts';
import { faulty, fleet } from '../support/fleet.ts';
import { openLabDoor } from '../support/lab-ssh.ts';
import { shortOrFull } from '../support/soak.ts';
import { failureOf } from '../support/ssh-pool.ts';

describe('a host that cannot be had', () => {
  // OpenSSH 9.8 and later: five seconds for each login that failed, enforced from fifteen on.
  fleet(
    'is waited for, and not hammered, when it shuts the bastion out for logins that failed',
    { timeout: 180_000 },
    async ({ lab }) => {
      await using door = await openLabDoor(lab);
      const knock = async () => {
        await using stranger = await door.pool({ user: 'stranger', patienceMs: 0 });
        return await failureOf(stranger.host('mongo1').exec(['true']));
      };
      expect(await knock()).toMatchObject({ code: 'SSH_AUTH_REFUSED' });
      // Several at once: one after the other takes longer than five seconds each on a machine with much to do.
      await eventually('it shuts the door', async () => {
        const refusals = await Promise.all([knock(), knock(), knock(), knock()]);
        return refusals.some((refusal) => (refusal as { code?: string }).code === 'SSH_DROPPED')
          ? true
          : undefined;
      });

      const pauses: number[] = [];
      const clock = {
        ...systemClock,
        sleep: async (milliseconds: number, signal?: AbortSignal) => {
          pauses.push(milliseconds);
          await systemClock.sleep(milliseconds, signal);
        },
      };
      await using right = await door.pool({ clock });
      expect(await right.host('mongo1').exec(['hostname'])).toMatchObject({ stdout: 'mongo1\n' });
      expect(pauses.length).toBeGreaterThanOrEqual(1);
      expect(pauses.length).toBeLessThanOrEqual(5);
    },
  );

  fleet(
    'gives an unknown outcome when it falls silent for four times the interval of its keepalives',
    { timeout: 180_000 },
    async ({ lab }) => {
      await using door = await openLabDoor(lab);
      // 10 s, the full silence of 40, is the default.
      await using pool = await door.pool(shortOrFull({ keepaliveMs: 2000 }, {}));
      const db3 = pool.host('db3');
      await db3.exec(['true']);
      const begin = systemClock.seconds();
      const running = db3.exec(['sleep', '100']);
      await using _fault = await faulty(lab, 'db3', 'partition');
      expect(await running).toMatchObject({ outcome: 'unknown' });
      expect(systemClock.seconds() - begin).toBeLessThan(60);
    },
  );
});
