// Holds the lock of a host until it is killed, as a run on another machine does: node lock-holder.mjs SETTINGS
import process from 'node:process';

const settings = JSON.parse(process.argv[2]);
const built = (path) => import(new URL(`../../dist/lib/${path}`, import.meta.url).href);
const { systemClock } = await built('core/clock.js');
const { parseKnownHosts } = await built('infra/ssh/known-hosts/parse-known-hosts.js');
const { loadIdentity } = await built('infra/ssh/login/identity.js');
const { createPool } = await built('infra/ssh/pool.js');
const { withHostLock } = await built('infra/ssh/lock/with-host-lock.js');

const context = {
  runId: settings.runId,
  clock: systemClock,
  signal: new AbortController().signal,
  emit: () => undefined,
};
const pool = createPool({
  ...context,
  endpointOf: (name) => ({ name, address: '127.0.0.1', user: settings.user, pins: [], port: settings.port }),
  knownHosts: parseKnownHosts(settings.known, 'known_hosts'),
  identity: await loadIdentity({ file: settings.keyFile }),
});
await withHostLock(context, pool.host('db1'), settings.options, async () => {
  process.stdout.write('held\n');
  // Nothing else keeps the process alive: a heartbeat does not.
  await new Promise((resolve) => setTimeout(resolve, 600_000));
});
