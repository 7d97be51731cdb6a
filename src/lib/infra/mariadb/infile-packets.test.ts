import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { infilePackets } from './infile-packets.ts';

const PACKET = 512 * 1024;

it('sends every byte in order, in packets that are neither empty nor too large', () => {
  const sizes = fc.oneof(
    fc.constantFrom(0, 1, PACKET - 1, PACKET, PACKET + 1, 2 * PACKET),
    fc.integer({ min: 0, max: 3 * PACKET }),
  );
  fc.assert(
    fc.property(fc.array(sizes, { maxLength: 5 }), (lengths) => {
      const blocks = lengths.map((length, index) => Buffer.alloc(length, index + 1));
      const packets = [...infilePackets(blocks)];
      for (const { length } of packets) {
        expect(length).toBeGreaterThan(0);
        expect(length).toBeLessThanOrEqual(PACKET);
      }
      expect(Buffer.concat(packets).equals(Buffer.concat(blocks))).toBe(true);
    }),
    { numRuns: 50 },
  );
});

it('sends nothing of a file without bytes', () => {
  expect([...infilePackets([])]).toEqual([]);
  expect([...infilePackets([Buffer.alloc(0), Buffer.alloc(0)])]).toEqual([]);
});
