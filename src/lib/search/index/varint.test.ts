import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { ByteWriter, numbersIn } from './varint.ts';

it('reads back every number that it wrote', () => {
  fc.assert(
    fc.property(fc.array(fc.maxSafeNat()), (numbers) => {
      const writer = new ByteWriter(1);
      for (const number of numbers) writer.varint(number);
      const reader = numbersIn(writer.take());
      expect(numbers.map(() => reader.varint())).toEqual(numbers);
      expect(() => reader.byte()).toThrow(/ends too early/);
    }),
  );
});

it('refuses bytes that end inside of a number', () => {
  expect(() => numbersIn(Buffer.from([0x80])).varint()).toThrow(/ends too early/);
});
