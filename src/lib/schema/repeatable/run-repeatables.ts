import { AetherError, throwIfAborted } from '../../core/errors.ts';
import { runStep } from '../../core/run-step.ts';
import type { Databases } from '../../infra/config/databases.ts';
import type { Context } from '../../infra/context.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { quoteName } from '../../infra/mariadb/identifiers.ts';
import type { Lease } from '../../infra/mariadb/lease/lease.ts';
import { isTransientRefusal, withRetry } from '../../infra/mariadb/retry.ts';
import type { OpenAdmin } from '../open-admin.ts';
import { isRefusal } from '../is-refusal.ts';
import { inDatabases } from './in-databases.ts';
import { readDefinitions } from './read-definitions.ts';
import { type Repeatable, repeatableKey, type RepeatableName, type RepeatableStep } from './repeatable.ts';
import { type RepeatableLedger, repeatableLedger } from './repeatable-ledger.ts';

interface Tools {
  readonly connection: MariadbConnection;
  readonly openAdmin: OpenAdmin;
  readonly lease: Lease;
  readonly databases: Databases;
}

interface Session extends Tools {
  readonly admin: MariadbConnection;
  readonly ledger: RepeatableLedger;
}

type Needs = Pick<Context, 'clock' | 'emit' | 'signal' | 'runId'>;

/**
 * Makes, replaces and drops what the steps say; returns how many statements were run. Each statement may be repeated, so a
 * run that was killed is finished by the next one.
 */
export async function runRepeatables(
  context: Needs,
  tools: Tools,
  steps: readonly RepeatableStep[],
): Promise<number> {
  const ledger = repeatableLedger(tools.connection, tools.databases.meta, context.runId);
  const pending = steps.filter(({ action }) => action !== 'keep');
  if (pending.length === 0) return 0;
  await using admin = await tools.openAdmin(tools.connection.endpoint.name);
  for (const step of pending) {
    await runStep(context, { id: step.id, title: step.subject }, async () => {
      throwIfAborted(context.signal);
      await tools.lease.fence();
      await tools.connection.run(`USE ${quoteName(tools.databases[step.object.database])}`);
      await runOne(context, { ...tools, admin, ledger }, step);
      return { detail: step.summary };
    });
  }
  return pending.length;
}

async function runOne(
  context: Needs,
  session: Session,
  { object, repeatable, isAdopted }: RepeatableStep,
): Promise<void> {
  const { connection, ledger } = session;
  if (repeatable === undefined) {
    if (!isAdopted) {
      const drop = `DROP ${object.type.toUpperCase()} IF EXISTS ${quoteName(object.name)}`;
      await withRetry(context, isTransientRefusal, () => connection.run(drop));
    }
    await ledger.forgotten(object);
    return;
  }
  await ledger.started(repeatable, isAdopted);
  try {
    await withRetry(context, isTransientRefusal, () =>
      connection.run(inDatabases(repeatable.text, session.databases)),
    );
  } catch (thrown) {
    throw isRefusal(thrown) ? refused(repeatable, thrown) : thrown;
  }
  await ledger.applied(repeatable, await definitionNow(session, repeatable));
}

async function definitionNow({ admin, databases }: Session, object: RepeatableName): Promise<string> {
  const definition = (await readDefinitions(admin, databases, [object])).get(repeatableKey(object));
  if (definition !== undefined) return definition;
  throw new AetherError(
    'MIGRATION_FAILED',
    `${object.type} ${object.name}: somebody has dropped it again at once`,
  );
}

function refused({ location }: Repeatable, cause: AetherError): AetherError {
  const { file, line, column } = location;
  return new AetherError('MIGRATION_FAILED', `${file}:${line}:${column}: the server refuses the statement`, {
    cause,
    location,
    details: cause.details,
  });
}
