import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { judgeAttempts, type Operation } from '../../../src/lib/failover/client/operation.ts';
import type { Drill } from '../../../src/lib/failover/drill.ts';
import { judgeDrill, type DrillVerdict } from '../../../src/lib/failover/verdict/judge-drill.ts';
import { readFinalRows } from '../../../src/lib/failover/verdict/read-rows.ts';
import { INSERT_LEDGER } from '../../../src/lib/failover/workload.ts';
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
  const judge = async (operations: readonly Operation[]) =>
    judgeDrill(operations, await readFinalRows(drill()), { members: MEMBERS, replicas: REPLICAS });
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
      for (const table of INSERT_LEDGER.tables) await session.run(table);
      for (const sequence of [1, 2, 3]) await INSERT_LEDGER.write(session, { worker: 1, sequence }, 1);
    });
    afterAll(() => sandboxOf().sql('node1', `DROP DATABASE ${DATABASE}`));

    it('and nothing if nobody did', async () => {
      expect(await judge([1, 2, 3].map(acknowledged))).toMatchObject({
        result: 'passed',
        lost: [],
        servers: [...MEMBERS, ...REPLICAS],
      });
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
