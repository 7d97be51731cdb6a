// Breaks the machines of a lab in every way that a drill knows, and proves that nothing acknowledged is lost. Needs root.
//   npm run drill -- [--part faults,timers,controls] [--fresh] [--once] [--writers N] [--rate ROWS] [--lab NAME]
// faults: one round of each, five of the commonest; timers: five crashes with Galera's own timers, five with those of one
// network; controls: ten drills that must find a loss. Ended at any moment, the same command goes on with what is left.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { aether, STATE } from './drill/campaign.mjs';
import { runControls } from './drill/controls.mjs';
import { runFaults } from './drill/faults.mjs';
import { runTimers } from './drill/timers.mjs';

const PARTS = ['faults', 'timers', 'controls'];
const HOSTS = 'bastion,db1,db2,db3,replica1';

const { values: options } = parseArgs({
  options: {
    part: { type: 'string', default: PARTS.join() },
    fresh: { type: 'boolean', default: false },
    once: { type: 'boolean', default: false },
    lab: { type: 'string', default: 'drill' },
    // A client waits for three disks with every row, so that many of them make the rate; they share the syncs.
    writers: { type: 'string', default: '24' },
    rate: { type: 'string', default: '600' },
  },
});
const parts = options.part.split(',');
const unknown = parts.find((part) => !PARTS.includes(part));
if (unknown !== undefined) throw new Error(`there is no part "${unknown}": use ${PARTS.join(', ')}`);
const { lab, once } = options;
const reports = join(STATE, 'drill-reports', lab);
const environment = join(STATE, 'labs', lab, 'aether.yaml');
const drillWords = ['--writers', options.writers, '--rate', options.rate, '--drop-leftovers', '--json'];

if (options.fresh) rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });
const results = [];
if (parts.includes('faults') || parts.includes('timers')) {
  await aether(['lab', 'up', '--name', lab, '--hosts', HOSTS, '--yes']);
  // Brings back what a drill that was cut off has left; refused of machines without servers, which are provisioned next.
  await aether(['--env', environment, 'cluster', 'recover', '--confirm', lab], { mayFail: true });
  await aether(['--env', environment, 'provision', '--yes', '--confirm', lab]);
}
if (parts.includes('faults')) results.push(await runFaults({ environment, reports, drillWords, once }));
if (parts.includes('timers')) await runTimers({ environment, lab, reports, drillWords });
if (parts.includes('controls')) results.push(await runControls({ reports }));
console.log(`reports: ${reports}; the lab stays: aether lab down --name ${lab} --purge`);
process.exitCode = results.every(Boolean) ? 0 : 1;
