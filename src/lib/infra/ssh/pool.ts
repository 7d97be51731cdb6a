import { setMaxListeners } from 'node:events';
import { createHost, type SshHost } from './host.ts';
import { createLinks, type LinkSettings } from './links.ts';

/** The hosts of an environment, each with one connection that is opened when it is first used and then shared. */
export interface SshPool extends AsyncDisposable {
  host(name: string): SshHost;
  /** Closes all connections. */
  close(): Promise<void>;
}

export interface PoolSettings extends LinkSettings {
  /** Reads the password that sudo asks for, where the environment has one. */
  readonly sudoPassword?: () => Promise<string>;
}

/** A pool without connections yet. */
export function createPool(settings: PoolSettings): SshPool {
  // Every command that waits listens to the one signal of the run; Node would warn of a leak from the eleventh on.
  setMaxListeners(0, settings.signal);
  const links = createLinks(settings);
  const hosts = new Map<string, SshHost>();
  const newHost = (name: string): SshHost =>
    createHost({
      name,
      linkTo: async () => links.to(name),
      signal: settings.signal,
      clock: settings.clock,
      sudoPassword: settings.sudoPassword,
    });
  return {
    host: (name) => {
      const host = hosts.get(name) ?? newHost(name);
      hosts.set(name, host);
      return host;
    },
    close: async () => links.close(),
    [Symbol.asyncDispose]: async () => links.close(),
  };
}
