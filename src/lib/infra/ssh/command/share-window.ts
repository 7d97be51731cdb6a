import type { Readable } from 'node:stream';
import type { ClientChannel } from 'ssh2';

/**
 * Keeps the window of a session closed while one of its two outputs is full. Both share the window, and ssh2 opens it
 * again for either of them: a command whose stderr is read would fill the memory with a stdout that nobody takes.
 */
export function shareWindow(channel: ClientChannel): void {
  heed(channel, channel.stderr);
  heed(channel.stderr, channel);
}

/** ssh2 opens the window after a `push` that returns true, and in `_read`. */
function heed(stream: Readable, other: Readable): void {
  const push = stream.push.bind(stream);
  const read = stream._read.bind(stream);
  stream.push = (chunk, encoding) => push(chunk, encoding) && !isFull(other);
  stream._read = (size) => {
    if (!isFull(other)) read(size);
  };
}

function isFull(stream: Readable): boolean {
  return stream.readableLength >= stream.readableHighWaterMark;
}
