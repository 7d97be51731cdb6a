import type { Readable } from 'node:stream';
import type { ClientChannel } from 'ssh2';
import type { Link } from '../link.ts';
import type { CommandEnd } from './outcome.ts';

export type SessionEnd = CommandEnd & {
  /** The link broke before all output had come. */
  readonly cut: boolean;
};

const LOST: CommandEnd = { outcome: 'unknown', reason: 'the link to the host broke' };
const NO_STATUS: CommandEnd = {
  outcome: 'unknown',
  reason: 'the server ended the session without an exit status',
};

/** The end of a session whose link broke while it was opened. */
export const LINK_LOST: SessionEnd = { ...LOST, cut: true };

/**
 * How a command ended, when its session is closed and both outputs are read to their ends. It listens from the
 * moment of the call, which must be the one in which ssh2 hands the channel over.
 */
export async function sessionEnd(channel: ClientChannel, link: Link): Promise<SessionEnd> {
  let end: CommandEnd | undefined;
  channel.on('exit', (code: number | null, signal?: string) => {
    end =
      code === null ? { outcome: 'signalled', signal: signal ?? 'a signal' } : { outcome: 'exited', code };
  });
  await Promise.all([once(channel, 'close'), once(channel, 'end'), once(channel.stderr, 'end')]);
  return { ...(end ?? (link.isLost() ? LOST : NO_STATUS)), cut: link.isLost() };
}

async function once(stream: Readable, event: 'close' | 'end'): Promise<void> {
  return new Promise<void>((resolve) => stream.once(event, () => resolve()));
}
