// @module-tag tried-once
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { systemClock } from '../../src/lib/core/clock.ts';
import { cgroupMount, removeCgroup } from '../../src/lib/lab/host/cgroup.ts';
import { fleet } from '../support/fleet.ts';

const ROUNDS = 1000;
const REMOVERS = 8;

describe('a cgroup', () => {
  // "aether lab heal" and the command whose fault it heals both remove the one of the fault.
  fleet('may be removed by several at once', async ({ lab }) => {
    const cgroup = join(await cgroupMount(), `aether-race-${lab.name}-${process.pid}`);
    for (let round = 0; round < ROUNDS; round += 1) {
      await mkdir(cgroup);
      await Promise.all(Array.from({ length: REMOVERS }, () => removeCgroup(cgroup, { clock: systemClock })));
      expect(existsSync(cgroup)).toBe(false);
    }
  });
});
