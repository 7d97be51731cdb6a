import { systemClock } from '../../src/lib/core/clock.ts';
import type { RunEvent } from '../../src/lib/core/events.ts';
import { parseKnownHosts } from '../../src/lib/infra/ssh/known-hosts/parse-known-hosts.ts';
import { loadIdentity } from '../../src/lib/infra/ssh/login/identity.ts';
import { createPool, type PoolSettings, type SshPool } from '../../src/lib/infra/ssh/pool.ts';
import type { SshEndpoint } from '../../src/lib/infra/ssh/endpoint.ts';

export interface TestPoolOptions extends Partial<PoolSettings> {
  readonly user?: string;
  readonly keyFile: string;
  /** The text of a known_hosts file. */
  readonly known: string;
  readonly endpoints: Readonly<Record<string, Partial<SshEndpoint> & { readonly port: number }>>;
  readonly events?: RunEvent[];
}

/** A pool for servers on loopback, with an identity and a known_hosts text of the test's own. */
export async function testPool(options: TestPoolOptions): Promise<SshPool> {
  const { user = 'root', keyFile, known, endpoints, events, ...settings } = options;
  return createPool({
    endpointOf: (name) => {
      const endpoint = endpoints[name];
      if (endpoint === undefined) throw new Error(`no endpoint ${name}`);
      return { name, address: '127.0.0.1', user, pins: [], ...endpoint };
    },
    knownHosts: parseKnownHosts(known, 'known_hosts'),
    identity: await loadIdentity({ file: keyFile }),
    signal: new AbortController().signal,
    clock: systemClock,
    emit: (event) => void events?.push(event),
    ...settings,
  });
}

/** The error that a promise rejects with. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => new Error(`expected a failure, got ${JSON.stringify(value)}`),
    (thrown: unknown) => thrown,
  );
}
