import { describe, expect, it } from 'vitest';
import { systemClock } from '../../core/clock.ts';
import { AetherError } from '../../core/errors.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import type { Workload } from '../workload.ts';
import { startClient } from './writer-client.ts';

/** A journal on a disk of our own: what is appended is on it only after `sync`. */
function slowJournal() {
  const lines: { event: string; id: string }[] = [];
  const waiting: (() => void)[] = [];
  return {
    lines,
    sync: () => waiting.splice(0).forEach((resolve) => resolve()),
    append: (line: object) => {
      lines.push(line as { event: string; id: string });
      return new Promise<void>((resolve) => waiting.push(resolve));
    },
  };
}

const workload = { name: 'none', tables: [], write: async () => undefined } as unknown as Workload;

function clientWith(journal: { append(line: object): Promise<void> }, sent: string[]) {
  const session = {
    run: async (sql: string) => void sent.push(sql),
    destroy: () => undefined,
  } as unknown as MariadbConnection;
  const signal = new AbortController().signal;
  const parts = { worker: 1, hosts: ['a'], workload, clock: systemClock, signal, everyMs: 1 };
  const onAcknowledged = () => undefined;
  return startClient({ ...parts, onAcknowledged, journal, open: async () => session }, 'a');
}

const events = ({ lines }: ReturnType<typeof slowJournal>) => lines.map(({ event, id }) => `${event} ${id}`);
const moment = () => new Promise((resolve) => setTimeout(resolve, 20));

describe('a client and its journal', () => {
  it('sends nothing before the intent is on the disk, with the outcome of the row before', async () => {
    const journal = slowJournal();
    const sent: string[] = [];
    const client = clientWith(journal, sent);
    await moment();
    expect(sent).toEqual([]);
    journal.sync();
    await moment();
    expect(events(journal)).toEqual(['intent 1-1', 'acknowledged 1-1', 'intent 1-2']);
    expect(sent).toEqual(['START TRANSACTION', 'COMMIT']);
    const stopped = client.stop(5).then(() => 'stopped');
    journal.sync();
    await moment();
    expect(events(journal).at(-1)).toBe('acknowledged 1-2');
    expect(await Promise.race([stopped, moment()])).toBeUndefined();
    journal.sync();
    expect(await stopped).toBe('stopped');
  });

  it('fails if an outcome cannot be written', async () => {
    const full = new AetherError('BUG', 'no space');
    const append = async (line: object) => {
      if ('outcome' in line) throw full;
    };
    await expect(clientWith({ append }, []).stop(5)).rejects.toThrow('no space');
  });
});
