import { AetherError } from '../../core/errors.ts';
import { commandError, succeeded } from '../../infra/ssh/command/outcome.ts';
import { openEnvironmentPool } from '../../infra/ssh/environment-pool.ts';
import type { SshHost } from '../../infra/ssh/host.ts';
import type { ProvisionContext } from '../provision-context.ts';
import type { Target } from '../step-spec.ts';
import { DISARM_SCRIPT, REVERT_SECONDS } from './apply-functions.ts';

/**
 * Logs in to a host again over new connections, becomes root, and disarms what would take the last changes back. On the
 * bastion a host behind it must be reached, too. Throws PROVISION_FAILED; the host then takes the changes back by itself.
 */
export async function proveLogin(context: ProvisionContext, { name, environment }: Target): Promise<void> {
  await using pool = await openEnvironmentPool(context);
  const behind = Object.keys(environment.hosts).find((other) => other !== name);
  try {
    if (environment.ssh?.bastion === name && behind !== undefined)
      await becomeRoot(pool.host(behind), 'true');
    await becomeRoot(pool.host(name), DISARM_SCRIPT);
  } catch (cause) {
    throw new AetherError(
      'PROVISION_FAILED',
      `${name}: no new login after the change; it is taken back in ${REVERT_SECONDS} s`,
      {
        hint: 'wait until then, and run the same command again',
        details: { host: name },
        cause,
      },
    );
  }
}

async function becomeRoot(host: Pick<SshHost, 'name' | 'exec'>, script: string): Promise<void> {
  const result = await host.exec(['/bin/sh', '-s'], { asRoot: true, stdin: script });
  if (!succeeded(result)) throw commandError(host.name, 'becoming root', result);
}
