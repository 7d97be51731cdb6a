import { throwIfAborted } from '../core/errors.ts';
import { isDestructive, pendingSteps, type Plan, type TaskStep } from '../core/plan.ts';
import { refuseChangedPlan } from '../core/refuse-changed-plan.ts';
import { runStep, type StepEnd } from '../core/run-step.ts';
import { isSandbox } from '../infra/config/is-sandbox.ts';
import type { Context } from '../infra/context.ts';
import type { MariadbConnection } from '../infra/mariadb/connection.ts';
import { withLease } from '../infra/mariadb/lease/with-lease.ts';

/** DDL of one run at a time: the same lease as that of migrations. */
const LEASE = { name: 'schema', waitSeconds: 120 };

type Planned = { readonly plan: Plan<TaskStep<unknown>> };
type StepOf<Found extends Planned> = Found['plan']['steps'][number];

/** One command that changes partitions: how it looks at them, and how it does a step of its plan. */
export interface PartitionRun<Found extends Planned> {
  /** Changes nothing. It is called again under the lease. */
  readonly read: (connection: MariadbConnection) => Promise<Found>;
  /** What a reader agrees to beside the subjects of the steps; counts may change meanwhile. */
  readonly agreedTo?: (step: StepOf<Found>) => string;
  readonly perform: (connection: MariadbConnection, step: StepOf<Found>, found: Found) => Promise<StepEnd>;
}

/**
 * Plans, asks, takes the lease, plans again and does one step after the other. What is done is known from the server, so that
 * a run that was killed is finished by the next one. Returns the plan that was agreed to. Throws PLAN_CHANGED,
 * CONFIRMATION_REQUIRED, LOCKED, and what the steps throw.
 */
export async function runPartitionPlan<Found extends Planned>(
  context: Context,
  { read, perform, agreedTo = () => '' }: PartitionRun<Found>,
): Promise<Found['plan']> {
  const environment = await context.environment();
  const connector = await context.mariadb('migrator');
  await using connection = await connector.open();
  const { plan: asked } = await read(connection);
  if (pendingSteps(asked).length === 0) return asked;
  if (!isSandbox(context.stateDir, environment) || isDestructive(asked))
    await context.confirm(asked, environment.config.name);
  await withLease(context, connector, LEASE, async (lease) => {
    const found = await read(connection);
    refuseChangedPlan(withoutCounts(asked, agreedTo), withoutCounts(found.plan, agreedTo));
    for (const step of pendingSteps(found.plan)) {
      throwIfAborted(context.signal);
      await lease.fence();
      const { id, subject } = step;
      await runStep(context, { id, title: subject }, () => perform(connection, step, found));
    }
  });
  return asked;
}

function withoutCounts<Found extends Planned>(
  { title, steps }: Found['plan'],
  agreedTo: (step: StepOf<Found>) => string,
): Plan {
  return {
    title,
    steps: steps.map((step) => ({
      id: step.id,
      action: step.action,
      subject: step.subject,
      summary: agreedTo(step),
      destructive: step.destructive === true,
    })),
  };
}
