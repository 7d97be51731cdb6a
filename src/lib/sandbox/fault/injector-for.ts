import { AetherError } from '../../core/errors.ts';
import { isSandbox } from '../../infra/config/is-sandbox.ts';
import type { Context } from '../../infra/context.ts';
import type { FaultInjector } from '../../infra/fault/fault-injector.ts';
import { sandboxFaultInjector } from './sandbox-fault-injector.ts';

/** The injector of the environment in force. Throws FAULT_REFUSED if it is not the sandbox: nothing else is broken. */
export async function injectorFor(
  context: Pick<Context, 'environment' | 'stateDir' | 'variables' | 'clock'>,
): Promise<FaultInjector> {
  const environment = await context.environment();
  if (isSandbox(context.stateDir, environment)) return sandboxFaultInjector(context);
  throw new AetherError(
    'FAULT_REFUSED',
    `${environment.config.name} is not the sandbox: only its servers can be broken`,
    {
      hint: 'aether sandbox up --galera, then aether --env sandbox failover-test',
    },
  );
}
