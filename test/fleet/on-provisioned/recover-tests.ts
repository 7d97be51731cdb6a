import { describe, expect, it } from 'vitest';
import { documentOf, startAether } from '../../support/aether-cli.ts';
import { eventually } from '../../support/eventually.ts';
import { faulty, onHost, said } from '../../support/fleet.ts';
import type { OwnLab } from '../../support/own-lab.ts';
import { shortOrFull, soaking } from '../../support/soak.ts';

// On the fleet that test/fleet/provision.test.ts has provisioned: each test finds the cluster whole, and leaves it whole.

const MEMBERS = ['db1', 'db2', 'db3'];
const PHASES = [
  /… .*stop the server/,
  /… save grastate/,
  /… .*bootstrap the cluster/,
  /… .*join the cluster/,
  /… compare/,
];

interface RecoverData {
  readonly unchanged: boolean;
  readonly bootstrapped: string | null;
  readonly in_cluster: readonly string[];
  readonly missing: readonly string[];
  readonly writable_after_seconds: number | null;
  readonly comparison: { readonly equal: boolean; readonly tables_equal: number } | null;
}

/** Tests of `aether cluster recover` over SSH. */
export function recoverTests(labOf: () => OwnLab, isPossible: boolean): void {
  const start = (...args: string[]) => {
    const lab = labOf();
    const variables = { AETHER_STATE_DIR: lab.stateDir };
    return startAether(['--env', lab.environmentFile, 'cluster', 'recover', ...args], {
      cwd: lab.stateDir,
      variables,
    });
  };
  const recover = async (...args: string[]): Promise<RecoverData> => {
    const ended = await start('--json', ...args).ended;
    expect(ended.exitCode, `${ended.stdout}\n${ended.stderr.slice(-4000)}`).toBe(0);
    return documentOf<RecoverData>(ended).data;
  };
  const refusal = async (...args: string[]) => {
    const ended = await start('--json', ...args).ended;
    expect(ended.exitCode, ended.stdout).toBe(2);
    return documentOf(ended).error;
  };
  const sql = (host: string, statement: string) =>
    said(labOf(), host, `mariadb --batch --skip-column-names -e "${statement}"`);
  const crash = (...hosts: string[]) =>
    Promise.all(hosts.map((host) => said(labOf(), host, 'systemctl kill --signal=KILL mariadb')));
  const isMasked = async (host: string) =>
    (await onHost(labOf(), host, 'systemctl is-enabled mariadb')).stdout?.includes('masked');

  describe.skipIf(!isPossible)('aether cluster recover', { timeout: 600_000 }, () => {
    it('brings a cluster back of which all servers were killed, on a member that is ahead, also if it is killed itself', async () => {
      await sql(
        'db1',
        'CREATE DATABASE IF NOT EXISTS aethermart; CREATE OR REPLACE TABLE aethermart.recovered (id INT PRIMARY KEY)',
      );
      await said(labOf(), 'db1', 'systemctl stop mariadb');
      await sql('db2', 'INSERT INTO aethermart.recovered VALUES (1), (2)');
      await crash('db2', 'db3');
      const { data, next } = documentOf<{ problems: { message: string }[] }>(
        await startAether(['--env', labOf().environmentFile, 'cluster', 'status', '--json'], {
          cwd: labOf().stateDir,
        }).ended,
      ) as unknown as { data: { problems: { message: string }[] }; next: string[] };
      expect(data.problems[0]?.message).toMatch(/^none of 3 members answers/);
      expect(next).toEqual(['aether cluster recover']);
      for (const phase of shortOrFull([], PHASES)) {
        const killed = start('--yes');
        await Promise.race([
          eventually(
            'the phase is reached',
            async () => (phase.test(killed.written().stderr) ? true : undefined),
            300,
          ),
          killed.ended,
        ]);
        killed.kill('SIGKILL');
        await killed.ended;
      }
      const both = await Promise.all([recover('--yes'), recover('--yes')]);
      for (const { in_cluster } of both) expect(in_cluster.toSorted()).toEqual(MEMBERS);
      expect(both.filter(({ unchanged }) => unchanged)).toHaveLength(1);
      expect(both.find(({ unchanged }) => !unchanged)?.comparison).toMatchObject({ equal: true });
      for (const host of MEMBERS) {
        expect(await sql(host, 'SELECT COUNT(*) FROM aethermart.recovered')).toBe('2');
        expect(await isMasked(host)).toBe(false);
      }
    });

    // The sandbox proves --without every day.
    it.runIf(soaking)(
      'refuses what two lost members may have, until it is proven that they are off',
      async () => {
        {
          await using _off = await faulty(labOf(), 'db3', 'power-off');
          {
            await using _cut = await faulty(labOf(), 'db2', 'partition');
            await eventually('db1 may not write', async () =>
              (await sql('db1', "SHOW STATUS LIKE 'wsrep_cluster_status'")).includes('non-Primary')
                ? true
                : undefined,
            );
            expect(await refusal('--yes')).toMatchObject({
              code: 'RECOVER_REFUSED',
              message: expect.stringMatching(/^db2 and db3 cannot be reached/),
            });
            // db3 is off, but db2 runs, and could take writes together with others.
            expect(await refusal('--without', 'db2,db3', '--confirm', labOf().name)).toMatchObject({
              code: 'RECOVER_REFUSED',
              message: expect.stringMatching(/^nothing proves that the server of db2 does not run/),
            });
          }
          await using _both = await faulty(labOf(), 'db2', 'power-off');
          const { in_cluster, missing } = await recover('--without', 'db2,db3', '--confirm', labOf().name);
          expect({ in_cluster, missing }).toEqual({ in_cluster: ['db1'], missing: ['db2', 'db3'] });
          await sql('db1', 'INSERT INTO aethermart.recovered VALUES (3)');
        }
        for (const host of ['db2', 'db3']) {
          await eventually('the machine is back', async () =>
            (await onHost(labOf(), host, 'systemctl is-active multi-user.target')).exit_code === 0
              ? true
              : undefined,
          );
        }
        const { in_cluster } = await recover('--yes');
        expect(in_cluster.toSorted()).toEqual(MEMBERS);
        for (const host of MEMBERS)
          expect(await sql(host, 'SELECT COUNT(*) FROM aethermart.recovered')).toBe('3');
      },
    );
  });
}
