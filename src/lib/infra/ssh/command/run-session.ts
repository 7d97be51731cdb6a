import type { Readable } from 'node:stream';
import type { ClientChannel } from 'ssh2';
import { AetherError, toAetherError } from '../../../core/errors.ts';
import type { Link } from '../link.ts';
import { describeTarget } from '../target.ts';
import type { CommandEnd } from './outcome.ts';
import type { OutputSink } from './output.ts';

/** What a command line reads and writes. */
export interface SessionIo {
  /** Undefined leaves stdin open and empty. */
  readonly stdin: Buffer | Readable | undefined;
  readonly onStdout: OutputSink;
  readonly onStderr: OutputSink;
  /** Aborting it sends SIGTERM as far as sshd can, closes the session and rejects with the signal's reason. */
  readonly signal: AbortSignal;
}

export type SessionEnd = CommandEnd & {
  /** The link broke before all output had come. */
  readonly cut: boolean;
};

/**
 * Runs one command line in a session of its own. `linkTo` gives the link, and a new one where that was lost while
 * waiting for a place. Throws SSH_CHANNEL_REFUSED where the server opens no session.
 */
export async function runSession(
  linkTo: () => Promise<Link>,
  commandLine: string,
  io: SessionIo,
): Promise<SessionEnd> {
  for (;;) {
    const link = await linkTo();
    const release = await link.sessions.acquire(io.signal);
    if (link.isLost()) {
      release();
      continue;
    }
    const channel = await openSession(link, commandLine, release);
    if (channel === undefined) return { ...LOST, cut: true };
    return converse(link, channel, io, release);
  }
}

const LOST: CommandEnd = { outcome: 'unknown', reason: 'the link to the host broke' };
const NO_STATUS: CommandEnd = {
  outcome: 'unknown',
  reason: 'the server ended the session without an exit status',
};

/** Sends the command; undefined where the link breaks, for then nobody knows whether it was received. */
async function openSession(
  link: Link,
  commandLine: string,
  release: () => void,
): Promise<ClientChannel | undefined> {
  try {
    return await new Promise<ClientChannel>((resolve, reject) => {
      link.client.exec(commandLine, (error, channel) =>
        error === undefined ? resolve(channel) : reject(error),
      );
    });
  } catch (thrown) {
    release();
    if (link.isLost()) return undefined;
    throw new AetherError('SSH_CHANNEL_REFUSED', `${describeTarget(link.target)}: it opens no session`, {
      cause: thrown,
    });
  }
}

async function converse(
  link: Link,
  channel: ClientChannel,
  io: SessionIo,
  release: () => void,
): Promise<SessionEnd> {
  return new Promise<SessionEnd>((resolve, reject) => {
    let end: CommandEnd | undefined;
    let open = 3;
    const stop = (reason: unknown) => {
      stopCommand(channel);
      reject(toAetherError(reason));
    };
    const abort = () => stop(io.signal.reason);
    const closeOne = () => {
      open -= 1;
      if (open > 0) return;
      release();
      io.signal.removeEventListener('abort', abort);
      resolve({ ...(end ?? (link.isLost() ? LOST : NO_STATUS)), cut: link.isLost() });
    };
    channel.on('exit', (code: number | null, signal?: string) => {
      end =
        code === null ? { outcome: 'signalled', signal: signal ?? 'a signal' } : { outcome: 'exited', code };
    });
    channel.once('close', closeOne);
    channel.once('end', closeOne);
    channel.stderr.once('end', closeOne);
    // Both have to be read: the session does not close before its outputs are drained.
    drain(channel, io.onStdout, stop);
    drain(channel.stderr, io.onStderr, stop);
    feed(channel, io.stdin, stop);
    if (io.signal.aborted) abort();
    else io.signal.addEventListener('abort', abort, { once: true });
  });
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

/** sshd signals the session's process group as the user who is logged in; what runs under sudo it cannot reach. */
function stopCommand(channel: ClientChannel): void {
  channel.signal('TERM');
  channel.close();
}
