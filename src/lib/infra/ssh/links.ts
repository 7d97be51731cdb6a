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
import { describeTarget, type SshTarget } from './target.ts';

export interface LinkSettings {
  readonly targetOf: (name: string) => SshTarget;
  readonly knownHosts: readonly KnownHost[];
  readonly identity: Identity;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly emit: EventSink;
  /** How long to wait in all for a server that closes connections before the login; 2 minutes by default. */
  readonly patienceMs?: number;
}

/** The open connections, at most one for each host. */
export interface Links {
  /** The host's link, opened where there is none; a lost one is opened anew. Throws SSH_* errors. */
  to(name: string): Promise<Link>;
  close(): Promise<void>;
}

/**
 * MaxStartups begins to drop connections at 10 that are not logged in yet, and a busy sshd still counts some that are:
 * its listener learns of a login only after the client.
 */
const LOGINS_AT_ONCE = 5;
const PATIENCE_MS = 120_000;
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

  const openOnce = async (target: SshTarget): Promise<Link> => {
    const bastion = target.via === undefined ? undefined : await linkToBastion(target, target.via);
    const release = await logins.acquire(signal);
    try {
      const stream =
        bastion === undefined
          ? await openSocket(target, signal)
          : await openForward(bastion.client, target, signal);
      const trust = trustOf(settings.knownHosts, knownHostName(target.address, target.port), target.pins);
      return createLink(target, await login(stream, { target, trust, identity: settings.identity, signal }));
    } finally {
      release();
    }
  };

  const linkToBastion = async (target: SshTarget, bastion: string): Promise<Link> => {
    const link = await to(bastion).catch((thrown: unknown) => {
      throw noWayThrough(target, bastion, thrown);
    });
    if (!quickened.has(link)) quicken(link.client);
    quickened.add(link);
    return link;
  };

  const open = async (name: string): Promise<Link> => {
    const target = settings.targetOf(name);
    const link = await withPatience(target, { ...settings, signal }, async () => openOnce(target));
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
      await Promise.all(open.filter((link) => link.target.via !== undefined).map((link) => link.close()));
      await Promise.all(open.map((link) => link.close()));
    },
  };
}

function noWayThrough(target: SshTarget, bastion: string, thrown: unknown): unknown {
  if (!(thrown instanceof AetherError) || !thrown.code.startsWith('SSH_')) return thrown;
  // The bastion was already waited for: to the host behind it that is no drop to be patient with.
  const code = thrown.code === 'SSH_DROPPED' ? 'SSH_UNREACHABLE' : thrown.code;
  return new AetherError(code, `${describeTarget(target)}: no way through ${bastion}`, {
    cause: thrown,
    ...(thrown.hint === undefined ? {} : { hint: thrown.hint }),
  });
}

/** Repeats a login that the server dropped, with pauses; every other failure is final at once. */
async function withPatience(
  target: SshTarget,
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
      tellAboutPause(target, settings.emit, pause);
      await settings.clock.sleep(pause, settings.signal);
      waitedMs += pause;
    }
  }
}

function tellAboutPause(target: SshTarget, emit: EventSink, pauseMs: number): void {
  if (pauseMs < PAUSE_TO_TELL_MS) return;
  const message = `${describeTarget(target)} takes no connections from here for now; asking again in ${formatSeconds(pauseMs / 1000)}`;
  emit({ type: 'note', level: 'warn', message });
}
