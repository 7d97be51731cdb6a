/**
 * Blocks for encoded rows, used again and again: the garbage collector does not know how large they are, and would let
 * hundreds of megabytes of dead ones pile up.
 */
export interface BlockPool {
  take(): Buffer;
  /** Gives back blocks, or parts of them, that nobody reads any more. */
  release(blocks: readonly Buffer[]): void;
}

/** A row may grow a block beyond this; such a block is not kept. */
export function createBlockPool(blockBytes: number): BlockPool {
  const free: Buffer[] = [];
  return {
    take: () => free.pop() ?? Buffer.allocUnsafeSlow(blockBytes),
    release: (blocks) => {
      for (const { buffer } of blocks) {
        if (buffer.byteLength === blockBytes) free.push(Buffer.from(buffer));
      }
    },
  };
}
