import type { ServerRole } from './server-role.ts';

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;

export interface ServerSizes {
  readonly bufferPoolBytes: number;
  readonly redoLogBytes: number;
  /** Write-sets kept for members that were away. */
  readonly gcacheBytes: number;
}

/**
 * Sizes for a computer that has other things to do. One server on its own takes an eighth of the memory
 * (128 MiB to 2 GiB); of several each takes a sixteenth (to 1 GiB). The redo log is on disk in full, and costs no
 * start time (0.14 s with 128 MiB and with 1 GiB).
 */
export function sizesFor(role: ServerRole, memoryBytes: number): ServerSizes {
  const alone = role === 'single';
  const share = memoryBytes / (alone ? 8 : 16);
  const whole = Math.floor(share / (128 * MIB)) * 128 * MIB;
  return {
    bufferPoolBytes: Math.min(Math.max(whole, 128 * MIB), alone ? 2 * GIB : GIB),
    redoLogBytes: alone ? GIB : GIB / 2,
    gcacheBytes: 128 * MIB,
  };
}

/** Sizes for a machine that runs nothing else: the rest is for connections, the operating system and the gcache. */
export function dedicatedSizes(memoryBytes: number, gcacheBytes: number): ServerSizes {
  const whole = Math.floor((memoryBytes * 0.6) / (128 * MIB)) * 128 * MIB;
  return {
    bufferPoolBytes: Math.max(whole, 128 * MIB),
    redoLogBytes: memoryBytes >= 16 * GIB ? 4 * GIB : GIB,
    gcacheBytes,
  };
}
