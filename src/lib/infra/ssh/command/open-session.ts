import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientChannel } from 'ssh2';
import { AetherError, toAetherError } from '../../../core/errors.ts';
import { deferred } from '../deferred.ts';
import type { Link } from '../link.ts';
import { describeEndpoint } from '../endpoint.ts';
import { sessionEnd, type SessionEnd } from './session-end.ts';

/** A command that was sent to a host. */
export interface Session {
  readonly channel: ClientChannel;
  readonly ended: Promise<SessionEnd>;
  /** Gives its place on the link to the next session. */
  readonly release: () => void;
}

export interface SessionRequest {
  /** Gives the host's link, and a new one where that was lost. */
  readonly linkTo: () => Promise<Link>;
  readonly commandLine: string;
  readonly signal: AbortSignal;
  /** Takes the place that is kept for stopping commands, for all others may be taken by them. */
  readonly urgent: boolean;
}

/** sshd's reason for a session too many (RFC 4254 section 5.1: SSH_OPEN_CONNECT_FAILED). */
const TOO_MANY = 2;

/**
 * sshd frees the places of sessions that have ended only after it has handled the requests that came with their
 * goodbyes: when several end at once, the ones that follow can find all places taken for a moment.
 */
const PAUSES_MS = [10, 30, 100, 300, 1000];

/**
 * Sends a command as soon as there is a place for it. Undefined where the link breaks in the process: nobody knows
 * then whether the command was received. Throws SSH_CHANNEL_REFUSED where the server opens no session.
 */
export async function openSession(request: SessionRequest): Promise<Session | undefined> {
  for (let refusals = 0; ;) {
    const link = await unlessAborted(request.linkTo(), request.signal);
    const release = await (request.urgent ? link.urgentSessions : link.sessions).acquire(request.signal);
    const answer = await send(link, request.commandLine);
    if (answer.result === 'open') return { channel: answer.channel, ended: answer.ended, release };
    const pause = PAUSES_MS[refusals];
    if (answer.result === 'full' && pause !== undefined) await sleep(pause);
    release();
    if (answer.result === 'lost') return undefined;
    if (answer.result === 'not-sent') {
      await link.close();
      continue;
    }
    if (answer.result === 'refused' || pause === undefined) throw noSession(link, answer.cause);
    refusals += 1;
  }
}

/** A link that is still being opened goes on for the others who wait for it. */
async function unlessAborted<Value>(waiting: Promise<Value>, signal: AbortSignal): Promise<Value> {
  const aborted = deferred<never>();
  const abort = () => aborted.reject(toAetherError(signal.reason));
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort);
  try {
    return await Promise.race([waiting, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

type Answer =
  | { readonly result: 'open'; readonly channel: ClientChannel; readonly ended: Promise<SessionEnd> }
  | { readonly result: 'full'; readonly cause: Error }
  | { readonly result: 'refused'; readonly cause: Error }
  | { readonly result: 'lost' }
  | { readonly result: 'not-sent' };

async function send(link: Link, commandLine: string): Promise<Answer> {
  return new Promise<Answer>((resolve) => {
    try {
      link.client.exec(commandLine, (error, channel) => {
        // The whole answer may have come in one piece: its end is told as soon as this function returns.
        if (error === undefined) resolve({ result: 'open', channel, ended: sessionEnd(channel, link) });
        else if (link.isLost()) resolve({ result: 'lost' });
        else
          resolve({
            result: 'reason' in error && error.reason === TOO_MANY ? 'full' : 'refused',
            cause: error,
          });
      });
    } catch {
      // ssh2 throws at once where it has no connection left to send anything on.
      resolve({ result: 'not-sent' });
    }
  });
}

function noSession(link: Link, cause: Error): AetherError {
  return new AetherError('SSH_CHANNEL_REFUSED', `${describeEndpoint(link.endpoint)}: it opens no session`, {
    cause,
  });
}
