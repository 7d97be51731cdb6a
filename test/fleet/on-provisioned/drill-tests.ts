import { homedir } from 'node:os';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { PlanDocument } from '../../../src/lib/core/plan-schema.ts';
import { quoteCommand } from '../../../src/lib/infra/ssh/command/quote.ts';
import { documentOf, startAether } from '../../support/aether-cli.ts';
import { eventually } from '../../support/eventually.ts';
import { asOperator, onHost, said } from '../../support/fleet.ts';
import type { OwnLab } from '../../support/own-lab.ts';
import { shortOrFull, soaking } from '../../support/soak.ts';

// On the fleet that test/fleet/provision.test.ts has provisioned: each test finds the cluster whole, and leaves it whole.

const BIN = fileURLToPath(new URL('../../../bin/aether.js', import.meta.url));
const MEMBERS = ['db1', 'db2', 'db3'];

interface DrillData {
  readonly verdict: {
    readonly result: string;
    readonly acknowledged: number;
    readonly lost: readonly object[];
    readonly servers: readonly string[];
  };
  readonly rounds: readonly {
    readonly fault: string;
    readonly membership: string;
    readonly evidence: readonly string[];
  }[];
}

/** Tests of `aether failover-test` on machines. */
export function drillTests(labOf: () => OwnLab, isPossible: boolean): void {
  const start = (...args: string[]) => {
    const { environmentFile, stateDir } = labOf();
    // The images of a lab's machines are where its maker has them.
    const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
    const variables = { AETHER_STATE_DIR: stateDir, XDG_CACHE_HOME: cache };
    return startAether(['--env', environmentFile, 'failover-test', ...args], { cwd: stateDir, variables });
  };
  const status = async () => {
    const { environmentFile, stateDir } = labOf();
    return startAether(['--env', environmentFile, 'cluster', 'status', '--json'], { cwd: stateDir }).ended;
  };
  /** Faults on file, overrides of units and timers, on the machine itself. */
  const leftOn = (host: string) =>
    said(
      labOf(),
      host,
      "ls /var/lib/aether/faults 2>/dev/null; ls /run/systemd/system/mariadb.service.d 2>/dev/null; systemctl list-units --all --plain --no-legend 'aether-heal-*'",
    );
  const awaitHealthy = () =>
    eventually(
      'the cluster is healthy',
      async () => ((await status()).exitCode === 0 ? true : undefined),
      240,
    );

  describe.skipIf(!isPossible)('aether failover-test on machines', { timeout: 900_000 }, () => {
    it('plans every fault, and what a machine has to heal by itself', async () => {
      const { data } = documentOf<PlanDocument>(
        await start('--faults', 'all', '--repeat', '1', '--dry-run', '--json').ended,
      );
      const rounds = data.plan.steps.filter(({ facts }) => facts['fault'] !== undefined);
      expect(rounds.filter(({ action }) => action !== 'run')).toEqual([]);
      expect(rounds.find(({ facts }) => facts['fault'] === 'crash')?.facts['dead_man_seconds']).toBe(120);
      expect(data.plan.destructive).toBe(false);
    });

    it('breaks machines and their network, and loses nothing', async () => {
      const faults = shortOrFull('crash', 'all');
      const ended = await start('--faults', faults, '--repeat', '1', '--yes', '--json').ended;
      expect(ended.exitCode, `${ended.stdout.slice(-3000)}\n${ended.stderr.slice(-3000)}`).toBe(0);
      const { verdict, rounds } = documentOf<DrillData>(ended).data;
      expect(verdict).toMatchObject({ result: 'passed', lost: [], servers: [...MEMBERS, 'replica1'] });
      expect(rounds.slice(0, 1)).toMatchObject([{ fault: 'crash', membership: 'dropped' }]);
      expect(verdict.acknowledged).toBeGreaterThan(100);
      for (const host of MEMBERS) expect(await leftOn(host)).toBe('');
    });

    it.runIf(soaking)('kills a donor and a joiner while the copy is under way', async () => {
      const faults = 'sst-joiner-crash,sst-donor-crash';
      const ended = await start('--faults', faults, '--repeat', '1', '--yes', '--json').ended;
      expect(ended.exitCode, `${ended.stdout.slice(-3000)}\n${ended.stderr.slice(-3000)}`).toBe(0);
      const { verdict, rounds } = documentOf<DrillData>(ended).data;
      expect(verdict).toMatchObject({ result: 'passed', lost: [], servers: [...MEMBERS, 'replica1'] });
      expect(rounds.map(({ evidence }) => evidence)).toEqual([
        [expect.stringMatching(/^killed with \d+ bytes of the copy received$/)],
        ['killed while mariadb-backup read its data'],
      ]);
      for (const host of MEMBERS) expect(await leftOn(host)).toBe('');
    });

    it('wants the name of a production environment typed, and breaks one member at a time there', async () => {
      const { environmentFile, stateDir } = labOf();
      // A copy at another place is not the lab's own file, and nothing else makes a lab of it.
      const production = join(dirname(environmentFile), 'production.yaml');
      await writeFile(production, `purpose: production\n${await readFile(environmentFile, 'utf8')}`);
      const drill = async (...args: string[]) => {
        const words = ['--env', production, 'failover-test', '--repeat', '1', ...args, '--json'];
        const variables = `AETHER_STATE_DIR=${stateDir}`;
        return asOperator(labOf(), quoteCommand(['env', variables, process.execPath, BIN, ...words]));
      };
      const { data } = documentOf<PlanDocument>(await drill('--faults', 'pause,full-crash', '--dry-run'));
      expect(data.plan.destructive).toBe(true);
      const rounds = data.plan.steps.filter(({ facts }) => facts['fault'] !== undefined);
      expect(rounds.map(({ facts, action }) => [facts['fault'], action])).toEqual([
        ['pause', 'run'],
        ['full-crash', 'keep'],
      ]);
      const refused = await drill('--faults', 'pause', '--yes');
      expect(documentOf(refused).error).toMatchObject({
        code: 'CONFIRMATION_REQUIRED',
        hint: expect.stringContaining(`--confirm ${labOf().name}`),
      });
      // The round itself is one like all others.
      if (!soaking) return;
      const { verdict } = documentOf<DrillData>(
        await drill('--faults', 'pause', '--confirm', labOf().name),
      ).data;
      expect(verdict).toMatchObject({ result: 'passed', lost: [] });
    });

    // Its timer takes two minutes.
    it.runIf(soaking)('is healed by the machine itself if it is killed', async () => {
      const drill = start('--faults', 'hang', '--repeat', '1', '--yes');
      const isStopped = async () =>
        (await onHost(labOf(), 'db1', 'grep -q "^State:.T" /proc/$(pgrep -x mariadbd)/status')).exit_code ===
        0
          ? true
          : undefined;
      await eventually('the server hangs', isStopped, 240);
      expect(await leftOn('db1')).toMatch(/^db1-hang-\S+\n[\s\S]*aether-heal-db1-hang-\S+\.service/);
      drill.kill('SIGKILL');
      await drill.ended;
      await eventually(
        'its timer has healed it',
        async () => ((await leftOn('db1')) === '' ? true : undefined),
        240,
      );
      await awaitHealthy();
    });

    it.runIf(soaking)(
      'brings the cluster back before it ends, if Ctrl-C comes while all members are down',
      async () => {
        const drill = start('--faults', 'full-crash', '--repeat', '1', '--yes');
        await eventually(
          'the members are held',
          async () => (drill.written().stderr.includes('db3: stop the server') ? true : undefined),
          240,
        );
        drill.kill('SIGINT');
        const { exitCode, stderr } = await drill.ended;
        expect(exitCode, stderr.slice(-3000)).toBe(130);
        expect(stderr).toContain('the faults are healed');
        for (const host of MEMBERS) expect(await leftOn(host)).toBe('');
        await awaitHealthy();
      },
    );

    it.runIf(soaking)('drops what killed drills have left, if told', async () => {
      const count = async () =>
        said(labOf(), 'db1', 'mariadb -BNe "SHOW DATABASES LIKE \'aether\\\\_drill%\'" | wc -l');
      expect(Number(await count())).toBeGreaterThan(0);
      const ended = await start('--faults', 'pause', '--repeat', '1', '--drop-leftovers', '--yes', '--json')
        .ended;
      expect(ended.exitCode, ended.stdout).toBe(0);
      expect(await count()).toBe('0');
    });
  });
}
