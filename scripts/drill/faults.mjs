import { join } from 'node:path';
import { aether, readReport, runOnce, secondsOf } from './campaign.mjs';

const FIVE_TIMES = new Set([
  'crash',
  'hang',
  'partition',
  'one-way-cut',
  'disk-full',
  'full-crash',
  'rolling-restart',
]);

/** On machines a killed member waits 20 s before it starts again, and those of a cluster that was down join one by one. */
const SECONDS_ON_MACHINES = {
  crash: 25,
  'crash-restart': 30,
  'source-crash': 25,
  'host-off': 30,
  'full-crash': 55,
  'majority-loss': 10,
  'rolling-restart': 75,
};

/** Every fault on the machines of the lab, the commonest five times; true if nothing was lost. */
export async function runFaults({ environment, reports, drillWords, once }) {
  const wordsOf = (fault, repeat) => [
    '--env',
    environment,
    'failover-test',
    '--faults',
    fault,
    '--repeat',
    String(repeat),
    ...drillWords,
  ];
  const fileOf = (fault) => join(reports, `${fault}.json`);
  const { data } = JSON.parse(await aether([...wordsOf('all', 1), '--dry-run']));
  const faults = data.plan.steps
    .filter(({ action, facts }) => action === 'run' && facts.fault !== undefined)
    .map(({ facts, cost }) => {
      const rounds = !once && FIVE_TIMES.has(facts.fault) ? 5 : 1;
      const round = Number(/\d+/.exec(cost)[0]) + (SECONDS_ON_MACHINES[facts.fault] ?? 0);
      return { fault: facts.fault, rounds, seconds: rounds * round + 20 };
    });
  const left = faults.filter(({ fault }) => readReport(fileOf(fault)) === undefined);
  const minutes = Math.ceil(left.reduce((sum, { seconds }) => sum + seconds, 0) / 60);
  console.error(`${left.length} of ${faults.length} drills, about ${minutes} minutes on a quiet machine`);
  for (const { fault, rounds } of left) await runOnce(fileOf(fault), [...wordsOf(fault, rounds), '--yes']);
  const results = faults.map(({ fault }) => ({ fault, ...readReport(fileOf(fault)) }));
  console.log(tableOf(results));
  const sum = (count) => results.reduce((total, { verdict }) => total + count(verdict), 0);
  const [lost, acknowledged] = [
    sum((verdict) => verdict.lost.length),
    sum((verdict) => verdict.acknowledged),
  ];
  const copied = results.flatMap(({ rounds }) => rounds.flatMap(({ inconsistent = [] }) => inconsistent));
  console.log(
    `\n${lost} of ${acknowledged} acknowledged rows lost; ${copied.length} rejoins by SST, inconsistent`,
  );
  return results.every(({ verdict }) => verdict.result === 'passed');
}

function tableOf(results) {
  const row = ({ fault, rounds, verdict }) => {
    // On a machine that was not calm, gaps say nothing about the cluster.
    const calm = rounds.filter(({ is_calm }) => is_calm);
    const all = (name) => (name.endsWith('gaps_ms') ? calm : rounds).flatMap((round) => round[name]);
    const times = ['survivor_gaps_ms', 'victim_gaps_ms', 'detect_ms', 'rejoin_ms'].map((name) =>
      secondsOf(all(name)),
    );
    const { result, acknowledged, lost, ambiguous } = verdict;
    return `| ${[fault, rounds.length, calm.length, result, acknowledged, lost.length, ambiguous, ...times].join(' | ')} |`;
  };
  return [
    "| Fault | Rounds | Calm | Verdict | Acknowledged | Lost | Ambiguous | Gap survivors, s (median / max) | Gap victim's, s | Detect, s | Rejoin, s |",
    '| --- | --: | --: | --- | --: | --: | --: | --: | --: | --: | --: |',
    ...results.map(row),
  ].join('\n');
}
