import type { TextView } from '../core/command.ts';
import { pendingSteps } from '../core/plan.ts';
import { formatCount, formatNumberOf } from '../core/units.ts';
import type { AppliedSchema } from './open-schema.ts';
import type { SchemaPlan, SchemaStep } from './plan-schema.ts';

export interface MigrationState {
  readonly version: string;
  readonly file: string;
  readonly state: 'applied' | 'partial' | 'pending';
  readonly statements: number;
  readonly pending_statements: number;
}

/** The plan as a list of states, for `schema status` and `--json`. */
export function migrationStates({ migrations }: SchemaPlan): MigrationState[] {
  return migrations.map((step) => ({
    version: step.migration.version,
    file: step.migration.fileName,
    state: stateOf(step),
    statements: step.migration.statements.length,
    pending_statements: step.pending.length,
  }));
}

export interface ObjectState {
  readonly database: string;
  readonly type: string;
  readonly name: string;
  /** Of its directory; null if it is gone. */
  readonly file: string | null;
  readonly state: 'applied' | 'pending';
  /** Why it is pending, if its file is not simply new. */
  readonly why: string | null;
}

/** Views, routines and triggers, for `schema status` and `--json`. */
export function objectStates({ repeatables }: SchemaPlan): ObjectState[] {
  return repeatables.map(({ object, repeatable, action, why }) => ({
    ...object,
    file: repeatable?.fileName ?? null,
    state: action === 'keep' ? 'applied' : 'pending',
    why: why ?? null,
  }));
}

/** How many are applied, and a table of those that are not. */
export function renderObjects(states: readonly ObjectState[], view: TextView): string {
  const pending = states.filter(({ state }) => state !== 'applied');
  const count = countLine('views, routines and triggers', states.length, pending.length, view);
  if (pending.length === 0) return count;
  const rows = pending.map(({ database, type, name, state, why }) => [
    database,
    type,
    name,
    state === 'applied' ? view.style.good(state) : view.style.warn(why ?? state),
  ]);
  return `${count}\n${view.table(['DATABASE', 'TYPE', 'NAME', 'STATE'], rows)}`;
}

function stateOf(step: SchemaStep): MigrationState['state'] {
  if (step.action === 'keep') return 'applied';
  return step.why === undefined ? 'pending' : 'partial';
}

/** How many are applied, and a table of those that are not. */
export function renderStates(states: readonly MigrationState[], view: TextView): string {
  const paint = { applied: view.style.good, partial: view.style.warn, pending: view.style.dim };
  const pending = states.filter(({ state }) => state !== 'applied');
  const count = countLine('migrations', states.length, pending.length, view);
  if (pending.length === 0) return count;
  const rows = pending.map((state) => [
    state.version,
    state.file,
    paint[state.state](state.state),
    String(state.statements),
    String(state.pending_statements),
  ]);
  const table = view.table(['VERSION', 'FILE', 'STATE', 'STATEMENTS', 'PENDING'], rows, {
    drop: ['VERSION', 'STATEMENTS'],
  });
  return `${count}\n${table}`;
}

function countLine(what: string, all: number, pending: number, { style }: TextView): string {
  const applied = `${formatCount(all - pending)} applied`;
  if (pending === 0) return `${what}: ${style.good(applied)}`;
  return `${what}: ${applied}, ${style.warn(`${formatCount(pending)} pending`)}`;
}

export function renderApplied(applied: AppliedSchema, view: TextView): string {
  const { migrations, repeatables } = applied.plan;
  const run = pendingSteps({ title: '', steps: migrations }).length;
  const made = pendingSteps({ title: '', steps: repeatables }).length;
  const objects = repeatables.length === 0 ? '' : `, ${formatNumberOf(repeatables.length, 'object')}`;
  if (run + made === 0)
    return `${view.style.good('already up to date')}: ${formatNumberOf(migrations.length, 'migration')} applied${objects}`;
  const parts = [
    ...(run === 0 ? [] : [`${run} of ${migrations.length} migrations`]),
    ...(made === 0 ? [] : [`${made} of ${repeatables.length} views, routines and triggers`]),
  ];
  return `${view.style.good('applied')} ${parts.join(' and ')}, ${formatNumberOf(applied.statements, 'statement')}`;
}
