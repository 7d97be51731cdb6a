/**
 * Half of the smallest `max_allowed_packet` that servers are run with, 1 MiB, and far from 16 MiB - 1: a packet of that
 * size is continued by the next one, and mysql2 lets the end mark be that one, for which the server then waits for ever.
 */
const PACKET_BYTES = 512 * 1024;

/**
 * The packets in which blocks of a file are sent after LOAD DATA LOCAL. None is empty: the protocol takes an empty
 * packet for the end of the file, and the real end for a packet out of order.
 */
export function* infilePackets(blocks: Iterable<Buffer>): Generator<Buffer> {
  for (const block of blocks) {
    for (let at = 0; at < block.length; at += PACKET_BYTES) yield block.subarray(at, at + PACKET_BYTES);
  }
}
