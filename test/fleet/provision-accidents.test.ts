// @module-tag tried-once
import { describe, expect, inject, it } from 'vitest';
import { ownLab } from '../support/own-lab.ts';
import { soaking } from '../support/soak.ts';
import { describeAccident, drawAccidents, repeatedSteps, runThrough } from './on-bare/accidents.ts';
import { fleetCommands, pending } from './on-provisioned/fleet-commands.ts';

// Every day one provisioning goes through three accidents: test/fleet/provision.test.ts. Here others are drawn, of which a run
// that is repeated takes the seed: AETHER_CRASH_SEED.

const HOSTS = ['bastion', 'db1', 'db2', 'db3', 'replica1'];
const FIRST_SEED = Number(process.env['AETHER_CRASH_SEED'] ?? Date.now());
const ACCIDENTS = 20;
const ACCIDENTS_EACH = 3;
const SEEDS = Array.from({ length: Math.ceil(ACCIDENTS / ACCIDENTS_EACH) }, (_, index) => FIRST_SEED + index);

describe.skipIf(!soaking || inject('lab') === null)('aether provision', { timeout: 3_600_000 }, () => {
  it.each(SEEDS)('finishes what the accidents of seed %d interrupt, and does no step twice', async (seed) => {
    const lab = await ownLab('accidents', undefined, { hosts: HOSTS, dataBytes: 1024 ** 3, blankData: true });
    try {
      await lab.up();
      const { start, plan, sql } = fleetCommands(() => lab);
      const accidents = drawAccidents(await plan('--dry-run'), HOSTS, seed);
      console.info(`AETHER_CRASH_SEED=${seed}:\n${accidents.map(describeAccident).join('\n')}`);
      const boots = await runThrough(lab, accidents, () => start(['provision', '--yes']));
      expect(pending(await plan('--check'))).toEqual([]);
      expect(await repeatedSteps(lab, HOSTS, boots)).toEqual([]);
      expect(await sql('db1', "SHOW GLOBAL STATUS LIKE 'wsrep_cluster_size'")).toMatch(/\t3$/);
    } finally {
      await lab.remove();
    }
  });
});
