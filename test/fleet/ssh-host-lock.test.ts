import { randomBytes } from 'node:crypto';
import { expect } from 'vitest';
import { systemClock } from '../../src/lib/core/clock.ts';
import type { RunEvent } from '../../src/lib/core/events.ts';
import { unitName } from '../../src/lib/infra/ssh/detached/unit-name.ts';
import type { SshHost } from '../../src/lib/infra/ssh/host.ts';
import { withHostLock } from '../../src/lib/infra/ssh/lock/with-host-lock.ts';
import { eventually } from '../support/eventually.ts';
import { fleet } from '../support/fleet.ts';
import { openLabDoor } from '../support/lab-ssh.ts';
import { failureOf } from '../support/ssh-pool.ts';

/** What a run has started on the host goes on after the run is dead, and has no other sign of life. */
const EARLIER_RUN = '20261101T000000Z-aaaaaa';

async function takeLock(host: SshHost, waitSeconds: number, events: RunEvent[] = []): Promise<'taken'> {
  const context = {
    runId: '20261101T000100Z-bbbbbb',
    clock: systemClock,
    signal: new AbortController().signal,
    emit: (event: RunEvent) => void events.push(event),
  };
  return withHostLock(context, host, { waitSeconds }, async () => 'taken' as const);
}

fleet('the lock of a host counts as held while a unit of an earlier run works there', async ({ lab }) => {
  await using door = await openLabDoor(lab);
  await using pool = await door.pool();
  const db1 = pool.host('db1');
  const unit = unitName(EARLIER_RUN, `slow-${randomBytes(4).toString('hex')}`);
  const goOn = `/tmp/${unit}`;
  await db1.units.start(unit, {
    argv: ['/bin/sh', '-c', `until [ -e ${goOn} ]; do sleep 0.2; done; rm ${goOn}`],
  });
  expect(await failureOf(takeLock(db1, 0))).toMatchObject({
    code: 'HOST_LOCKED',
    message: expect.stringContaining(`work of an earlier run has not ended (${unit}.service)`) as string,
  });

  const events: RunEvent[] = [];
  const waiting = takeLock(db1, 120, events);
  await eventually('it says what it waits for', async () =>
    events.some((event) => event.type === 'note' && event.message.includes(unit)) ? true : undefined,
  );
  await db1.exec(['touch', goOn]);
  expect(await waiting).toBe('taken');
  await db1.units.follow(unit, { onStdout: () => undefined, onStderr: () => undefined });
});
