import { join } from 'node:path';
import { aether, readReport, runOnce } from './campaign.mjs';

const CONTROLS = 10;

/** Ten drills that lose rows on purpose, on servers of this computer; true if each was caught. */
export async function runControls({ reports }) {
  const stateDir = join(reports, 'control-servers');
  const fileOf = (number) => join(reports, `control-${number}.json`);
  const numbers = Array.from({ length: CONTROLS }, (_, index) => index + 1);
  const left = numbers.filter((number) => readReport(fileOf(number)) === undefined);
  console.error(`${left.length} of ${CONTROLS} controls, about ${left.length} minutes on a quiet machine`);
  if (left.length > 0) {
    await aether(['sandbox', 'up', '--galera'], { stateDir });
    for (const number of left) {
      const words = ['--env', 'sandbox', 'failover-test', '--control', '--repeat', '1', '--yes', '--json'];
      await runOnce(fileOf(number), words, { stateDir });
      // What a control lost is still in the binary logs: GTIDs are made equal again.
      await aether(['sandbox', 'up'], { stateDir });
    }
    await aether(['sandbox', 'down', '--purge', '--confirm', 'sandbox'], { stateDir });
  }
  const caught = numbers.filter((number) => readReport(fileOf(number)).control.caught);
  console.log(`\n${caught.length} of ${CONTROLS} negative controls caught`);
  return caught.length === CONTROLS;
}
