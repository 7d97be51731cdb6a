import { keepStep, type StepAction, type TaskStep } from '../../core/plan.ts';
import type { MongoFacts } from './mongo-facts.ts';
import { MONGO_NODE } from './mongo-server.ts';

export interface MongoTask {
  readonly kind: 'mongo';
  readonly does: MongoWork;
}

/** `sweep`: end what a run that died left running. `reset`: set the accounts of a server that refuses ours. */
export type MongoWork = 'sweep' | 'clear' | 'install' | 'stop' | 'start' | 'accounts' | 'reset' | 'await';

type MongoStep = TaskStep<MongoTask>;

/** What must be done so that the MongoDB server runs with its accounts; one `keep` if nothing. */
export function planMongo(facts: MongoFacts, tlsProblem: string | undefined): MongoStep[] {
  return [...planLeftovers(facts), ...planServer(facts, tlsProblem)];
}

function planLeftovers({ strays, data }: MongoFacts): MongoStep[] {
  const why = 'an earlier run was interrupted';
  return [
    ...(strays.length === 0 ? [] : [step('stop', 'sweep', { summary: 'end its left-over processes', why })]),
    ...(data === 'draft'
      ? [step('delete', 'clear', { summary: 'remove the unfinished data directory', why })]
      : []),
  ];
}

function planServer(facts: MongoFacts, tlsProblem: string | undefined): MongoStep[] {
  const { data, process, answer, state } = facts;
  const start = (why?: string) =>
    step('start', 'start', { summary: `start ${state.label}`, ...(why && { why }), cost: 'about 1 s' });
  if (data !== 'complete') {
    const summary = `make the data directory and accounts of ${state.label}`;
    return [step('create', 'install', { summary, cost: 'about 2 s' }), start()];
  }
  if (process === null) return [start('no process runs')];
  const why = restartReason(facts, tlsProblem);
  if (why !== undefined) return [step('stop', 'stop', { summary: 'stop the server', why }), start()];
  if (answer?.kind === 'denied') {
    const summary = 'restart it without access control on loopback, and set its accounts';
    return [step('change', 'reset', { summary, why: 'it refuses the password on file' })];
  }
  if (answer?.kind !== 'answers' || !answer.identity.isWritable) {
    const summary = 'wait for it, and restart it if it hangs';
    return [step('change', 'await', { summary, why: 'a process runs, but does not take writes yet' })];
  }
  if (answer.changedAccounts.length > 0) {
    const changed = `changed on the server: ${answer.changedAccounts.join(', ')}`;
    return [step('change', 'accounts', { summary: 'set passwords and roles of the accounts', why: changed })];
  }
  const summary = `${state.label} runs`;
  return [keepStep({ id: `${MONGO_NODE}.keep`, subject: MONGO_NODE, summary, facts: { node: MONGO_NODE } })];
}

function restartReason(facts: MongoFacts, tlsProblem: string | undefined): string | undefined {
  if (tlsProblem !== undefined || facts.answer?.kind === 'tls') return 'it has another certificate';
  return facts.isCurrent ? undefined : 'it was started with other arguments';
}

function step(
  action: StepAction,
  does: MongoWork,
  words: { readonly summary: string; readonly why?: string; readonly cost?: string },
): MongoStep {
  return {
    id: `${MONGO_NODE}.${does}`,
    action,
    subject: MONGO_NODE,
    ...words,
    facts: { node: MONGO_NODE },
    task: { kind: 'mongo', does },
  };
}
