// @module-tag tried-once
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { RunningAether } from '../support/aether-cli.ts';
import { crashAndRepeat } from '../support/crash-runs.ts';
import { eventually } from '../support/eventually.ts';
import { ownSandbox } from '../support/own-sandbox.ts';
import { seededRandom } from '../support/random.ts';
import { describeSchema, readSchemaLedger } from '../support/schema-state.ts';
import { shortOrFull } from '../support/soak.ts';
import { openWorkspace } from '../support/workspace.ts';

const ROUNDS = shortOrFull(3, 30);

/** These create partitioned tables, of which a killed server keeps a part. */
const PARTITIONED = ['0009_', '0011_', '0017_'];

/** Made after the migrations, in the middle of views, routines and triggers. */
const REPEATABLES = ['routines/slug.sql', 'triggers/orders_before_insert.sql', 'views/order_summary.sql'];

/** Until the run makes one of the objects, between others. */
async function untilRepeatables(running: RunningAether, random: () => number): Promise<void> {
  const name = REPEATABLES[Math.floor(random() * REPEATABLES.length)]!;
  const reached = eventually(`it makes ${name}`, async () =>
    running.written().stderr.includes(name) ? true : undefined,
  );
  await Promise.race([running.ended, reached.catch(() => undefined)]);
}

/** Until the run is at the next of them, and a moment longer; or has ended. */
async function untilPartitions(running: RunningAether, random: () => number): Promise<void> {
  const passed = running.written().stderr;
  const next = PARTITIONED.find((name) => !passed.includes(name));
  if (next === undefined) return;
  const reached = eventually(`it runs ${next}`, async () =>
    running.written().stderr.includes(next) ? true : undefined,
  );
  await Promise.race([running.ended, reached.catch(() => undefined)]);
  await sleep(random() * 200);
}

it(
  `schema apply ends in one schema after kill -9 of aether or of the server (${ROUNDS} rounds here)`,
  { timeout: (3 + 2 * ROUNDS) * 60_000 },
  async () => {
    const seed = Number(process.env['AETHER_CRASH_SEED'] ?? Date.now());
    const random = seededRandom(seed);
    let serverKills = 0;
    let kills = 0;
    const sandbox = await ownSandbox();
    try {
      const { nodes } = await sandbox.up();
      const server = { port: nodes[0]!.port, stateDir: sandbox.context.stateDir };
      await using shop = await openWorkspace({ server, database: 'aethertest_apply_kill' });
      const { admin, database } = shop;
      const strikes = await crashAndRepeat(
        {
          workspace: shop,
          args: ['schema', 'apply'],
          async reset() {
            for (const suffix of ['', '_meta', '_stage', '_archive'])
              await admin.query(`DROP DATABASE IF EXISTS ${database}${suffix}`);
          },
          state: async () => ({
            schema: await describeSchema(admin, database),
            ledger: await readSchemaLedger(admin, database),
          }),
          async strike(running) {
            kills += 1;
            // The first two are between two views, routines or triggers: one of aether, then one of the server.
            if (kills <= 2) await untilRepeatables(running, random);
            if (kills === 1) return running.kill('SIGKILL');
            // Every other kill at least is one of the server.
            if (kills > 2 && kills % 2 === 0 && random() < 0.5) return running.kill('SIGKILL');
            serverKills += 1;
            if (kills > 2 && random() < 0.7) await untilPartitions(running, random);
            process.kill(await sandbox.pid('node1'), 'SIGKILL');
            await running.ended;
            await sandbox.up();
            await eventually('the session of the test is back', () => shop.rows('SELECT 1'));
          },
        },
        ROUNDS,
      );
      console.info(`${serverKills} of ${kills} kills of the server:`, strikes);
      expect(serverKills).toBeGreaterThan(0);
    } finally {
      await sandbox.remove();
    }
  },
);
