import process from 'node:process';
import { describe } from 'vitest';
import { findMongoProgram } from '../../src/lib/sandbox/mongo/mongo-program.ts';

/** The server that the tests run on; undefined if this machine has none. */
export const mongoProgram = await findMongoProgram(process.env).catch(() => undefined);

/** A block of tests that need a MongoDB server: the name says what they ran on, or why they were skipped. */
export function describeOnMongo(name: string, tests: () => void): void {
  if (mongoProgram === undefined) {
    describe.skip(`${name} (skipped: no MongoDB server; see scripts/provide-mongo.sh)`, tests);
  } else {
    describe(`${name} (${mongoProgram.label})`, tests);
  }
}
