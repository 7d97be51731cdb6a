import { describe, expect, it } from 'vitest';
import { systemClock } from '../../core/clock.ts';
import { AetherError } from '../../core/errors.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import type { ReadAnswer } from '../workload.ts';
import { startElsewhereReader } from './elsewhere-reader.ts';

const id = (sequence: number) => ({ worker: 1, sequence });

function reader(read: () => Promise<ReadAnswer>, syncWait: 0 | 1 = 1) {
  const opened: string[] = [];
  const open = async (member: string) => {
    opened.push(member);
    const run = async (sql: string) => void opened.push(sql);
    return { run, destroy: () => undefined } as unknown as MariadbConnection;
  };
  const parts = { members: ['a', 'b', 'c'], open, read, syncWait, clock: systemClock };
  return { opened, ...startElsewhereReader(parts) };
}

describe('a reader elsewhere', () => {
  it('reads on the other members in turn, after all that the cluster has committed', async () => {
    const { offer, results, opened, stop } = reader(async () => ({ outcome: 'right' }));
    for (const sequence of [1, 2, 3]) {
      offer(id(sequence), 'a');
      await stop();
    }
    expect(results().map(({ member }) => member)).toEqual(['c', 'b', 'c']);
    expect(opened).toEqual(['c', 'SET SESSION wsrep_sync_wait = 1', 'b', 'SET SESSION wsrep_sync_wait = 1']);
  });

  it('leaves out writes while a read is under way, and notes what it saw', async () => {
    let answer: (value: ReadAnswer) => void = () => undefined;
    const { offer, results, stop } = reader(() => new Promise((resolve) => (answer = resolve)));
    offer(id(1), 'a');
    offer(id(2), 'a');
    await new Promise((resolve) => setTimeout(resolve, 5));
    answer({ outcome: 'stale', seen: 'the row is not there' });
    await stop();
    expect(results()).toMatchObject([{ ...id(1), outcome: 'stale', seen: 'the row is not there' }]);
  });

  it('knows nothing of a member that does not answer, and asks it again on another session', async () => {
    const lost = new AetherError('MARIADB_CONNECTION_LOST', 'lost');
    const { offer, results, opened, stop } = reader(() => Promise.reject(lost), 0);
    for (const sequence of [1, 2, 3]) {
      offer(id(sequence), 'a');
      await stop();
    }
    expect(results().map(({ outcome, seen }) => `${outcome} ${seen}`)).toEqual(
      Array.from({ length: 3 }, () => 'unknown null'),
    );
    expect(opened.filter((what) => what.length === 1)).toEqual(['c', 'b', 'c']);
    expect(opened).toContain('SET SESSION wsrep_sync_wait = 0');
  });

  it('fails if it does what it cannot', async () => {
    const { offer, stop } = reader(() => Promise.reject(new TypeError('a bug')));
    offer(id(1), 'a');
    await expect(stop()).rejects.toThrow('a bug');
  });
});
