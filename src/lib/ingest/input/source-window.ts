/** The bytes of a file as they stand there, kept for as long as the records they are decoded to are looked at. */
export interface SourceWindow {
  /** Takes a copy of the next block of the file. */
  append(block: Buffer): void;
  /** Says that nothing in front of this offset is read any more. */
  forgetBefore(offset: number): void;
  /** A copy of the bytes from `offset` on; shorter where some of them are not kept any more. */
  read(offset: number, length: number): Buffer;
}

interface Segment {
  readonly offset: number;
  readonly bytes: Buffer;
}

/**
 * Keeps up to about `maxBytes`: of a record that is longer, and of which only the beginning is ever shown, the middle
 * is dropped.
 */
export function createSourceWindow(start: number, maxBytes: number): SourceWindow {
  const segments: Segment[] = [];
  let end = start;
  let kept = 0;
  return {
    append(block) {
      segments.push({ offset: end, bytes: Buffer.from(block) });
      end += block.length;
      kept += block.length;
      while (kept > maxBytes && segments.length > 2) kept -= segments.splice(1, 1)[0]?.bytes.length ?? 0;
    },
    forgetBefore(offset) {
      while (segments[0] !== undefined && endOf(segments[0]) <= offset)
        kept -= segments.shift()?.bytes.length ?? 0;
    },
    read(offset, length) {
      const parts = segments.map((segment) => {
        const from = Math.max(0, offset - segment.offset);
        return segment.bytes.subarray(from, Math.max(from, offset + length - segment.offset));
      });
      return Buffer.concat(parts);
    },
  };
}

function endOf({ offset, bytes }: Segment): number {
  return offset + bytes.length;
}
