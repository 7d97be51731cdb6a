import type { TextView } from '../core/command.ts';
import { pendingSteps } from '../core/plan.ts';
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
export function migrationStates(plan: SchemaPlan): MigrationState[] {
  return plan.steps.map((step) => ({
    version: step.migration.version,
    file: step.migration.fileName,
    state: stateOf(step),
    statements: step.migration.statements.length,
    pending_statements: step.pending.length,
  }));
}

function stateOf(step: SchemaStep): MigrationState['state'] {
  if (step.action === 'keep') return 'applied';
  return step.why === undefined ? 'pending' : 'partial';
}

export function renderStates(states: readonly MigrationState[], view: TextView): string {
  const paint = { applied: view.style.good, partial: view.style.warn, pending: view.style.dim };
  const rows = states.map((state) => [
    state.version,
    state.file,
    paint[state.state](state.state),
    String(state.statements),
    String(state.pending_statements),
  ]);
  return view.table(['VERSION', 'FILE', 'STATE', 'STATEMENTS', 'PENDING'], rows);
}

export function renderApplied(applied: AppliedSchema, view: TextView): string {
  const run = pendingSteps(applied.plan).length;
  const all = applied.plan.steps.length;
  if (run === 0) return `${view.style.good('already up to date')}: ${all} migrations applied`;
  return `${view.style.good('applied')} ${run} of ${all} migrations, ${applied.statements} ${applied.statements === 1 ? 'statement' : 'statements'}`;
}
