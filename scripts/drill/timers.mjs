import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aether, readReport, runOnce, secondsOf } from './campaign.mjs';

const ROUNDS = 5;

/**
 * The survivors' gap after a SIGKILL, five times with Galera's own timers (`wan`) and with those of one network (`lan`). The
 * profile cannot change while a member runs, so that each one means a stop of the whole cluster; `lan` is what is left.
 */
export async function runTimers({ environment, lab, reports, drillWords }) {
  const before = readFileSync(environment, 'utf8');
  const medians = [];
  try {
    for (const profile of ['wan', 'lan']) {
      const file = join(reports, `timers-${profile}.json`);
      if (readReport(file) === undefined) {
        await useProfile(environment, lab, before, profile);
        // So that every round has clients of members that stay.
        const words = [
          '--faults',
          'crash',
          '--repeat',
          String(ROUNDS),
          '--multi-writer',
          ...drillWords,
          '--yes',
        ];
        await runOnce(file, ['--env', environment, 'failover-test', ...words]);
      }
      const { rounds, verdict } = readReport(file);
      const calm = rounds.filter(({ is_calm }) => is_calm);
      const longest = calm.map(({ survivor_gaps_ms }) => Math.max(...survivor_gaps_ms));
      medians.push(
        `${profile}: ${calm.length} of ${ROUNDS} rounds calm, longest gap ${secondsOf(longest)} s (median / max), ${verdict.lost.length} lost`,
      );
    }
  } finally {
    await useProfile(environment, lab, before, 'lan');
  }
  console.log(['', 'gap of the survivors after SIGKILL', ...medians].join('\n'));
}

async function useProfile(environment, lab, before, profile) {
  const wanted = before.replace(/^ {2}galera:\n/m, `  galera:\n    profile: ${profile}\n`);
  if (wanted === before) throw new Error(`${environment} has no section galera`);
  writeFileSync(environment, profile === 'lan' ? before : wanted);
  await aether(['--env', environment, 'provision', '--yes', '--confirm', lab]);
}
