import { setMaxListeners } from 'node:events';
import type { Clock } from '../../core/clock.ts';
import type { ErrorCode } from '../../core/error-codes.ts';
import { AetherError, throwIfAborted } from '../../core/errors.ts';
import type { EventSink } from '../../core/events.ts';
import { createSemaphore } from '../../core/semaphore.ts';
import { formatSeconds } from '../../core/units.ts';
import { knownHostName } from './known-hosts/host-patterns.ts';
import { trustOf } from './known-hosts/judge-host-key.ts';
import type { KnownHost } from './known-hosts/parse-known-hosts.ts';
import { createLink, type Link } from './link.ts';
import type { Identity } from './login/identity.ts';
import { login } from './login/login.ts';
import { openForward, openSocket } from './login/open-stream.ts';
import { quicken } from './login/quicken.ts';
import { pauseAfterDrop } from './login/retry-schedule.ts';
import { describeEndpoint, type SshEndpoint } from './endpoint.ts';

export interface LinkSettings {
  readonly endpointOf: (name: string) => SshEndpoint;
  readonly knownHosts: readonly KnownHost[];
  readonly identity: Identity;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly emit: EventSink;
  /** How long to wait in all for a server that closes connections before the login; 2 minutes by default. */
  readonly patienceMs?: number;
  /** A link is lost after four times as long without a sign of life; 10 seconds by default. */
  readonly keepaliveMs?: number;
}

/** The open connections, at most one for each host. */
export interface Links {
  /** The host's link, opened where there is none; a lost one is opened again. Throws SSH_* errors. */
  to(name: string): Promise<Link>;
  close(): Promise<void>;
}

/**
 * MaxStartups begins to drop connections at 10 that are not logged in yet, and a busy sshd still counts some that are:
 * its listener learns of a login only after the client.
 */
const LOGINS_AT_ONCE = 5;
const PATIENCE_MS = 120_000;
const KEEPALIVE_MS = 10_000;
/** A pause that is shorter is not worth telling about. */
const PAUSE_TO_TELL_MS = 5000;

/** Asking again would not help, and counts as one more failed login on the server. */
const FINAL: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'SSH_AUTH_REFUSED',
  'SSH_HOST_KEY_CHANGED',
  'SSH_HOST_KEY_REVOKED',
  'SSH_HOST_KEY_UNKNOWN',
]);

/** Opens links when they are asked for. All hosts behind a bastion share one connection to it. */
export function createLinks(settings: LinkSettings): Links {
  const links = new Map<string, Promise<Link>>();
  const logins = createSemaphore(LOGINS_AT_ONCE);
  const quickened = new WeakSet<Link>();
  const closing = new AbortController();
  const signal = AbortSignal.any([settings.signal, closing.signal]);
  setMaxListeners(0, signal);

  const openOnce = async (endpoint: SshEndpoint): Promise<Link> => {
    const bastion = endpoint.via === undefined ? undefined : await linkToBastion(endpoint, endpoint.via);
    const release = await logins.acquire(signal);
    try {
      const stream =
        bastion === undefined
          ? await openSocket(endpoint, signal)
          : await openForward(bastion.client, endpoint, signal);
      const trust = trustOf(
        settings.knownHosts,
        knownHostName(endpoint.address, endpoint.port),
        endpoint.pins,
      );
      const { identity, keepaliveMs = KEEPALIVE_MS } = settings;
      return createLink(endpoint, await login(stream, { endpoint, trust, identity, signal, keepaliveMs }));
    } finally {
      release();
    }
  };

  const linkToBastion = async (endpoint: SshEndpoint, bastion: string): Promise<Link> => {
    const link = await to(bastion).catch((thrown: unknown) => {
      throw noWayThrough(endpoint, bastion, thrown);
    });
    if (!quickened.has(link)) quicken(link.client);
    quickened.add(link);
    return link;
  };

  const open = async (name: string): Promise<Link> => {
    const endpoint = settings.endpointOf(name);
    const link = await withPatience(endpoint, { ...settings, signal }, async () => openOnce(endpoint));
    link.client.once('close', () => links.delete(name));
    return link;
  };

  const to = async (name: string): Promise<Link> => {
    throwIfAborted(closing.signal);
    const known = links.get(name);
    if (known !== undefined) return known;
    const opening = open(name);
    links.set(name, opening);
    opening.catch((thrown: unknown) => {
      if (!(thrown instanceof AetherError && FINAL.has(thrown.code))) links.delete(name);
    });
    return opening;
  };

  return {
    to,
    close: async () => {
      closing.abort(new AetherError('BUG', 'the SSH connections were closed while a command wanted one'));
      const settled = await Promise.allSettled(links.values());
      const open = settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
      // Those behind a bastion first: they say goodbye through it.
      await Promise.all(open.filter((link) => link.endpoint.via !== undefined).map((link) => link.close()));
      await Promise.all(open.map((link) => link.close()));
    },
  };
}

function noWayThrough(endpoint: SshEndpoint, bastion: string, thrown: unknown): unknown {
  if (!(thrown instanceof AetherError) || !thrown.code.startsWith('SSH_')) return thrown;
  // The bastion was already waited for: to the host behind it that is no drop to be patient with.
  const code = thrown.code === 'SSH_DROPPED' ? 'SSH_UNREACHABLE' : thrown.code;
  return new AetherError(code, `${describeEndpoint(endpoint)}: no way through ${bastion}`, {
    cause: thrown,
    ...(thrown.hint === undefined ? {} : { hint: thrown.hint }),
  });
}

/** Repeats a login that the server dropped, with pauses; every other failure is final at once. */
async function withPatience(
  endpoint: SshEndpoint,
  settings: LinkSettings,
  open: () => Promise<Link>,
): Promise<Link> {
  const patienceMs = settings.patienceMs ?? PATIENCE_MS;
  let waitedMs = 0;
  for (let drops = 1; ; drops += 1) {
    try {
      return await open();
    } catch (thrown) {
      if (!(thrown instanceof AetherError) || thrown.code !== 'SSH_DROPPED') throw thrown;
      const pause = pauseAfterDrop({ drops, waitedMs, patienceMs }, Math.random());
      if (pause === undefined) throw thrown;
      tellAboutPause(endpoint, settings.emit, pause);
      await settings.clock.sleep(pause, settings.signal);
      waitedMs += pause;
    }
  }
}

function tellAboutPause(endpoint: SshEndpoint, emit: EventSink, pauseMs: number): void {
  if (pauseMs < PAUSE_TO_TELL_MS) return;
  const message = `${describeEndpoint(endpoint)} takes no connections from here for now; asking again in ${formatSeconds(pauseMs / 1000)}`;
  emit({ type: 'note', level: 'warn', message });
}
