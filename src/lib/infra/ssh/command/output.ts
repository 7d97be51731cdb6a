/** Takes a piece of a command's output; the command is held back until a returned promise is fulfilled. */
export type OutputSink = (chunk: Buffer) => void | Promise<void>;

/** Keeps the beginning of an output. */
export interface OutputBuffer {
  readonly sink: OutputSink;
  bytes(): Buffer;
  overflowed(): boolean;
}

/** An output buffer that keeps this many bytes at most; what comes after them is counted as overflow. */
export function createOutputBuffer(maxBytes: number): OutputBuffer {
  const chunks: Buffer[] = [];
  let room = maxBytes;
  let overflowed = false;
  return {
    sink: (chunk) => {
      if (chunk.length > room) overflowed = true;
      if (room > 0) chunks.push(chunk.subarray(0, room));
      room = Math.max(0, room - chunk.length);
    },
    bytes: () => Buffer.concat(chunks),
    overflowed: () => overflowed,
  };
}

/**
 * Passes on what comes after a line that begins with a mark, and drops that line and all before it. `onLine` gets
 * the rest of the line, once.
 */
export function afterMark(mark: string, sink: OutputSink, onLine: (rest: string) => void): OutputSink {
  let before: Buffer | undefined = Buffer.alloc(0);
  return (chunk) => {
    if (before === undefined) return sink(chunk);
    const text = Buffer.concat([before, chunk]);
    const at = text.indexOf(mark);
    const end = at === -1 ? -1 : text.indexOf('\n', at);
    if (end === -1) {
      // Without a mark yet, only what may be the beginning of one has to be kept.
      before = at === -1 ? text.subarray(Math.max(0, text.length - mark.length)) : text.subarray(at);
      return undefined;
    }
    before = undefined;
    onLine(text.toString('utf8', at + mark.length, end));
    const rest = text.subarray(end + 1);
    return rest.length > 0 ? sink(rest) : undefined;
  };
}
