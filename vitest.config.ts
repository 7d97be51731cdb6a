import process from 'node:process';
import { defineConfig } from 'vitest/config';
import { OUTAGE } from './test/support/retry-rule.ts';

// One project per level: `unit` needs nothing, `cli` needs the built command,
// `integration` real servers from the sandbox, `fleet` root and a lab of machines.

/** For projects that start servers. retry-runner.ts judges the failures further. */
const onOutages = { retry: { count: 1, condition: OUTAGE }, runner: './test/support/retry-runner.ts' };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'test/*.test.ts'],
          testTimeout: 60_000,
          // A worker for many files: a fresh one for each took half of the time.
          isolate: false,
        },
      },
      {
        test: {
          name: 'cli',
          include: ['test/cli/**/*.test.ts'],
          globalSetup: ['test/build-setup.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          globalSetup: ['test/build-setup.ts', 'test/sandbox-setup.ts'],
          testTimeout: 400_000,
          hookTimeout: 400_000,
          // As many servers as workers: test/sandbox-setup.ts.
          maxWorkers: Number(process.env['AETHER_TEST_SERVERS'] ?? 1),
          ...onOutages,
        },
      },
      {
        test: {
          name: 'fleet',
          include: ['test/fleet/**/*.test.ts'],
          globalSetup: ['test/build-setup.ts', 'test/fleet/lab-setup.ts'],
          testTimeout: 300_000,
          hookTimeout: 600_000,
          fileParallelism: false,
          ...onOutages,
        },
      },
    ],
    tags: [
      {
        name: 'tried-once',
        description:
          'kills, draws at random, or builds on the tests before it: a second try would hide a fault',
        retry: 0,
      },
    ],
  },
});
