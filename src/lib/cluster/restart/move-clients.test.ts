import { describe, expect, it } from 'vitest';
import { systemClock } from '../../core/clock.ts';
import type { MemberControl } from '../../infra/mariadb/galera/cluster-site.ts';
import { describeSessions, moveClients } from './move-clients.ts';

const APP = { user: 'shop', host: '10.0.0.7', sessions: '2', in_transaction: '1' };

/** A member with what its process list shows, look after look; what is run on it is kept. */
function memberWith(...looks: (readonly object[] | Error)[]) {
  const statements: string[] = [];
  const notes: string[] = [];
  const session = {
    query: async () => {
      const look = looks.length > 1 ? looks.shift() : looks[0];
      if (look instanceof Error) throw look;
      return look ?? [];
    },
    run: async (sql: string) => void statements.push(sql),
    [Symbol.asyncDispose]: async () => undefined,
  };
  const control = { member: 'db2', open: async () => session } as unknown as MemberControl;
  const { signal } = new AbortController();
  const emit = (event: object) => void notes.push('message' in event ? String(event.message) : '');
  const move = (seconds: number) =>
    moveClients({ clock: systemClock, signal, emit }, control, { seconds, ignored: ['aether_monitor'] });
  return { statements, notes, move };
}

describe('the clients of a member that is about to stop', () => {
  it('are asked to leave, and waited for until the last one has', async () => {
    const member = memberWith([APP], [APP], []);
    expect(await member.move(60)).toEqual([]);
    expect(member.statements).toEqual(['SET GLOBAL wsrep_desync = ON']);
    expect(member.notes).toEqual([]);
  });

  it('are named if they stay', async () => {
    const member = memberWith([APP]);
    expect(await member.move(0.1)).toEqual([{ ...APP, sessions: 2, in_transaction: 1 }]);
    expect(member.notes).toEqual([
      '2 sessions of shop@10.0.0.7 (1 in a transaction) are still connected: the stop disconnects them',
    ]);
  });

  it('are not asked, and still named, if they may take no time', async () => {
    const member = memberWith([APP]);
    expect(await member.move(0)).toHaveLength(1);
    expect(member.statements).toEqual([]);
  });

  it('may stay if it is not stopped after all', async () => {
    const member = memberWith([APP], new Error('Ctrl-C'));
    await expect(member.move(60)).rejects.toThrow('Ctrl-C');
    expect(member.statements).toEqual(['SET GLOBAL wsrep_desync = ON', 'SET GLOBAL wsrep_desync = OFF']);
  });

  it('are counted by account and host', () => {
    const root = { user: 'root', host: 'localhost', sessions: 1, in_transaction: 0 };
    expect(describeSessions([root])).toBe('1 session of root@localhost is still connected');
  });
});
