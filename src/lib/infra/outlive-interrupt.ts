import type { Context } from './context.ts';
import type { SshPool } from './ssh/pool.ts';

/**
 * The same run, for work that heals what it has broken and must be done to its end: Ctrl-C does not reach it. It has
 * connections of its own, which end when it is disposed of.
 */
export function outliveInterrupt(context: Context): Context & AsyncDisposable {
  const { signal } = new AbortController();
  const hold = context.holdExit();
  let pool: Promise<SshPool> | undefined;
  const openPool = async () => {
    const { openEnvironmentPool } = await import('./ssh/environment-pool.ts');
    return openEnvironmentPool({ ...context, signal });
  };
  return {
    ...context,
    signal,
    mariadb: async (account) => {
      const { createConnector } = await import('./mariadb/connector.ts');
      return createConnector({ ...context, signal }, account);
    },
    ssh: async (host) => {
      pool ??= openPool();
      return (await pool).host(host);
    },
    [Symbol.asyncDispose]: async () => {
      const open = await pool?.catch(() => undefined);
      await open?.close();
      hold[Symbol.dispose]();
    },
  };
}
