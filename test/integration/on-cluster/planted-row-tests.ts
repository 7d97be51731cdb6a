import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { judgeAttempts, type Operation } from '../../../src/lib/failover/client/operation.ts';
import type { Drill } from '../../../src/lib/failover/drill.ts';
import { judgeDrill, type DrillVerdict } from '../../../src/lib/failover/verdict/judge-drill.ts';
import { readFinalRows } from '../../../src/lib/failover/verdict/read-rows.ts';
import { workload } from '../../../src/lib/failover/workloads/bank-transfer.ts';
import type { OwnSandbox } from '../../support/own-sandbox.ts';

// On a cluster with a replica that another file has started, and leaves whole.

const DATABASE = 'aether_drill_planted';
const MEMBERS = ['node1', 'node2', 'node3'];
const REPLICAS = ['replica1'];

/** Rows that were taken away behind the back of a drill: each is found on the server that lacks it. */
export function plantedRowTests(sandboxOf: () => OwnSandbox): void {
  const drill = () =>
    ({
      context: sandboxOf().context,
      members: MEMBERS,
      replicas: REPLICAS,
      database: DATABASE,
      workload,
      request: { full: false },
      open: async (host: string) => {
        const session = await sandboxOf().open(host);
        await session.run(`USE ${DATABASE}`);
        return session;
      },
    }) as unknown as Drill;
  const acknowledged = (sequence: number): Operation =>
    judgeAttempts({ worker: 1, sequence }, [
      { host: 'node1', sent_ms: 0, ended_ms: 1, outcome: 'acknowledged', errno: null },
    ]);
  const read = { worker: 1, sequence: 1, member: 'node2', ms: 1, outcome: 'right', seen: null } as const;
  const judge = async (operations: readonly Operation[]) =>
    judgeDrill({ rounds: [{}], operations, reads: [read] }, await readFinalRows(drill()), drill());
  const lostOf = ({ lost }: DrillVerdict) => lost.map(({ id, member }) => `${id} ${member}`);
  const deleteOn = async (host: string, setting: string, sequence: number) => {
    await using session = await sandboxOf().open(host);
    await session.run(setting);
    for (const table of ['ledger', 'effect'])
      await session.run(`DELETE FROM ${DATABASE}.${table} WHERE sequence = ${sequence}`);
  };

  describe('rows that somebody takes away are found', { timeout: 180_000 }, () => {
    beforeAll(async () => {
      await using session = await sandboxOf().open('node1');
      await session.run(`CREATE DATABASE ${DATABASE}`);
      await session.run(`USE ${DATABASE}`);
      for (const table of workload.tables) await session.run(table);
      for (const sequence of [1, 2, 3]) await workload.write(session, { worker: 1, sequence }, 1);
    });
    afterAll(() => sandboxOf().sql('node1', `DROP DATABASE ${DATABASE}`));

    it('and nothing if nobody did', async () => {
      expect(await judge([1, 2, 3].map(acknowledged))).toMatchObject({
        result: 'passed',
        lost: [],
        servers: [...MEMBERS, ...REPLICAS],
      });
    });

    it('money that one member has alone: in a read there, and at the end', async () => {
      const add = async (amount: number) => {
        await using session = await sandboxOf().open('node2');
        await session.run('SET SESSION wsrep_on = OFF');
        await session.run(`UPDATE ${DATABASE}.account SET balance = balance + ${amount} WHERE id = 99`);
        return await workload.readElsewhere?.(await drill().open('node2'), { worker: 1, sequence: 1 });
      };
      expect(await add(7)).toEqual({ outcome: 'impossible', seen: 'the total is 100007, not 100000' });
      const verdict = await judge([1, 2, 3].map(acknowledged));
      expect(verdict.wrong).toEqual(['node2: account 99 has 1007, by its transfers 1000']);
      expect(verdict.result).toBe('failed');
      expect(await add(-7)).toEqual({ outcome: 'right' });
    });

    it('acknowledged in the journal, and never sent: lost on every server', async () => {
      const verdict = await judge([1, 2, 3, 4].map(acknowledged));
      expect(verdict.result).toBe('failed');
      expect(lostOf(verdict)).toEqual([...MEMBERS, ...REPLICAS].map((server) => `1-4 ${server}`));
    });

    it('deleted with sql_log_bin=0 on the replica: lost there', async () => {
      await deleteOn('replica1', 'SET SESSION sql_log_bin = 0', 1);
      const verdict = await judge([1, 2, 3].map(acknowledged));
      expect(verdict.result).toBe('failed');
      expect(lostOf(verdict)).toEqual(['1-1 replica1']);
    });

    it('deleted with wsrep_on=OFF on one member: lost there', async () => {
      await deleteOn('node2', 'SET SESSION wsrep_on = OFF', 2);
      const verdict = await judge([2, 3].map(acknowledged));
      expect(verdict.result).toBe('failed');
      expect(lostOf(verdict)).toEqual(['1-2 node2']);
    });

    it('and an open operation proves nothing', async () => {
      const open = judgeAttempts({ worker: 1, sequence: 9 }, [
        { host: 'node1', sent_ms: 0, ended_ms: 1, outcome: 'ambiguous', errno: null },
      ]);
      const { unproven } = await judge([acknowledged(3), open]);
      expect(unproven).toEqual(['1 operation without a known outcome']);
    });
  });
}
