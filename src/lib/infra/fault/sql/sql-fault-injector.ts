import { randomBytes } from 'node:crypto';
import { AetherError, toAetherError } from '../../../core/errors.ts';
import type { Context } from '../../context.ts';
import { listModules, loadModules } from '../../load-modules.ts';
import type { MariadbConnection } from '../../mariadb/connection.ts';
import type { MariadbConnector } from '../../mariadb/connector.ts';
import type { ActiveFault, FaultInjector, FaultOrder } from '../fault-injector.ts';
import { loadFault } from '../load-fault.ts';
import type { SqlFault } from './sql-fault-kind.ts';

type FaultContext = Pick<Context, 'mariadb'>;

const KINDS = new URL('kinds/', import.meta.url);

/**
 * The server ends a session at once if aether dies, as its computer closes the connection; if that computer or the network is
 * gone, after this time without a statement.
 */
const DEAD_MAN_SECONDS = 60;

/** Faults that a session of the administrator makes on any server. */
export function sqlFaultInjector(context: FaultContext): FaultInjector {
  return {
    names: async () => (await discoverSqlFaults()).map(({ name }) => name),
    plan: async (order) => {
      const { summary, expected } = await faultNamed(order.fault);
      return { order, summary, expected, dead_man_seconds: DEAD_MAN_SECONDS, obstacle: null };
    },
    inject: (order) => inject(context, order),
    // What a session of another run holds ends with it, so nothing can be left.
    list: async () => [],
    heal: async () => [],
  };
}

/** The faults of `kinds/`, in the order of the names of their files. */
export async function discoverSqlFaults(): Promise<SqlFault[]> {
  return loadModules<SqlFault>(await listModules(KINDS), 'fault');
}

const faultNamed = (name: string) => loadFault<SqlFault>(KINDS, name, 'by SQL');

async function inject(
  context: FaultContext,
  { host, fault: name, options }: FaultOrder,
): Promise<ActiveFault> {
  const fault = await faultNamed(name);
  const admin = await context.mariadb('admin');
  // Its own signal: after Ctrl-C it is healed as at the end of its time.
  const session = await admin.open({ host, signal: new AbortController().signal });
  try {
    await session.run(`SET SESSION wait_timeout = ${DEAD_MAN_SECONDS}`);
    for (const statement of fault.inject(options)) await session.run(statement);
    await runElsewhere(admin, fault.elsewhere?.(options) ?? [], options.from?.[0]);
  } catch (thrown) {
    session.destroy();
    throw new AetherError(
      'FAULT_FAILED',
      `${host}: ${name} was not injected: ${toAetherError(thrown).message}`,
      {
        cause: thrown,
      },
    );
  }
  return activeFault(session, fault, `${host}-${name}-${randomBytes(2).toString('hex')}`);
}

async function runElsewhere(
  admin: MariadbConnector,
  statements: readonly string[],
  host: string | undefined,
): Promise<void> {
  if (statements.length === 0 || host === undefined) return;
  await using session = await admin.open({ host });
  for (const statement of statements) await session.run(statement);
}

function activeFault(session: MariadbConnection, fault: SqlFault, id: string): ActiveFault {
  let settle: (end: Promise<void>) => void = () => undefined;
  const healed = new Promise<void>((resolve) => {
    settle = resolve;
  });
  // Whoever heals it is told that it failed; nobody has to listen here.
  healed.catch(() => undefined);
  let healing: Promise<void> | undefined;
  return {
    id,
    healed,
    heal: () => {
      healing ??= endFault(session, fault);
      settle(healing);
      return healing;
    },
  };
}

async function endFault(session: MariadbConnection, { heal }: SqlFault): Promise<void> {
  try {
    for (const statement of heal) await session.run(statement);
  } catch (thrown) {
    // The server ends what the session held together with it.
    if (toAetherError(thrown).code === 'BUG') throw thrown;
  } finally {
    session.destroy();
  }
}
