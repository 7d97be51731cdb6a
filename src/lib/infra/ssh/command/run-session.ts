import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { ClientChannel } from 'ssh2';
import { toAetherError } from '../../../core/errors.ts';
import { deferred } from '../deferred.ts';
import type { Link } from '../link.ts';
import { announcement } from './command-line.ts';
import { openSession, type Session } from './open-session.ts';
import { afterMark, type OutputSink } from './output.ts';
import { LINK_LOST, type SessionEnd } from './session-end.ts';
import { shareWindow } from './share-window.ts';

/** What a command line reads and writes, and how it is stopped. */
export interface SessionIo {
  /** Undefined for a command that reads none. */
  readonly stdin: Buffer | Readable | undefined;
  readonly onStdout: OutputSink;
  readonly onStderr: OutputSink;
  /** Aborting it stops the command, and rejects with its reason when that has ended. */
  readonly signal: AbortSignal;
  /** Sends SIGTERM to a process group on the host; undefined for a session that only is closed. */
  readonly terminate: ((group: string) => Promise<unknown>) | undefined;
  /** Stops another session, and takes the place that is kept for that. */
  readonly urgent?: boolean;
}

/** A text that no output contains by chance. */
export function newMark(): string {
  return randomBytes(16).toString('hex');
}

/**
 * Runs one command line in a session of its own. What the login shell's rc files print before it is left out.
 * Throws SSH_CHANNEL_REFUSED where the server opens no session.
 */
export async function runSession(
  linkTo: () => Promise<Link>,
  commandLine: string,
  io: SessionIo,
): Promise<SessionEnd> {
  const mark = newMark();
  const session = await openSession({
    linkTo,
    commandLine: `${announcement(mark)}; ${commandLine}`,
    signal: io.signal,
    urgent: io.urgent === true,
  });
  return session === undefined ? LINK_LOST : converse(session, mark, io);
}

async function converse(
  { channel, ended, release }: Session,
  mark: string,
  io: SessionIo,
): Promise<SessionEnd> {
  const group = deferred<string>();
  const broken = deferred<never>();
  const abort = () => broken.reject(io.signal.reason);
  let heard = true;
  const whileHeard = (sink: OutputSink): OutputSink => {
    return (chunk) => (heard ? sink(chunk) : undefined);
  };
  const onStderr = afterMark(mark, whileHeard(io.onStderr), () => undefined);
  void ended.then(release);
  shareWindow(channel);
  // Both have to be read: the session does not close before its outputs are drained.
  drain(channel, afterMark(mark, whileHeard(io.onStdout), group.resolve), broken.reject);
  drain(channel.stderr, onStderr, broken.reject);
  feed(channel, io.stdin, broken.reject);
  if (io.signal.aborted) abort();
  io.signal.addEventListener('abort', abort);
  try {
    return await Promise.race([ended, broken.promise]);
  } catch (thrown) {
    heard = false;
    await stop(channel, ended, io.terminate === undefined ? undefined : group.promise.then(io.terminate));
    throw toAetherError(thrown);
  } finally {
    io.signal.removeEventListener('abort', abort);
  }
}

/** How long a command may clean up after SIGTERM before its session is closed. */
const CLEAN_UP_MS = 2000;

/**
 * By a `kill` on the host. The signal request of the protocol would not do: sshd refuses it for root, and cannot
 * pass it on to what runs under sudo. The session stays open meanwhile, for a command that writes into a closed one
 * dies of SIGPIPE in the middle of its cleaning up.
 */
async function stop(
  channel: ClientChannel,
  ended: Promise<unknown>,
  terminated: Promise<unknown> | undefined,
): Promise<void> {
  channel.resume();
  channel.stderr.resume();
  if (terminated !== undefined) {
    terminated.catch(() => undefined);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise((resolve) => {
      timer = setTimeout(resolve, CLEAN_UP_MS);
    });
    await Promise.race([ended, late]);
    clearTimeout(timer);
  }
  channel.close();
}

function drain(stream: Readable, sink: OutputSink, fail: (reason: unknown) => void): void {
  stream.on('data', (chunk: Buffer) => {
    const taken = takeChunk(sink, chunk, fail);
    if (taken === undefined) return;
    stream.pause();
    taken.then(() => stream.resume(), fail);
  });
}

function takeChunk(
  sink: OutputSink,
  chunk: Buffer,
  fail: (reason: unknown) => void,
): Promise<void> | undefined {
  try {
    return sink(chunk) ?? undefined;
  } catch (thrown) {
    fail(thrown);
    return undefined;
  }
}

/** A source that fails does not end the command's input: it would take what it has got for the whole. */
function feed(channel: ClientChannel, stdin: SessionIo['stdin'], fail: (reason: unknown) => void): void {
  if (stdin === undefined) return;
  if (Buffer.isBuffer(stdin)) {
    channel.end(stdin);
    return;
  }
  stdin.once('error', fail);
  channel.once('close', () => stdin.destroy());
  stdin.pipe(channel);
}
