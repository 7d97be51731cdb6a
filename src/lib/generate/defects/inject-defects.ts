import { endOfRecord, splitRecord } from '../csv/record.ts';
import { below, chance, createStream, type RandomStream } from '../random/stream.ts';
import type { Table } from '../tables/table.ts';
import { type PossibleDefect, possibleDefects } from './all-defects.ts';
import { anyOf, type SoundRecord } from './defect.ts';

/** A defective record and what must be said about it. */
export interface Flaw {
  /** Records and lines of the chunk before it. */
  readonly recordsBefore: number;
  readonly linesBefore: number;
  /** How many lines it takes. */
  readonly lines: number;
  readonly kind: string;
  readonly rule: string;
  readonly column: string | null;
}

/** A chunk of a file with defective records among the sound ones. */
export interface FlawedRows {
  readonly bytes: Buffer;
  readonly rows: number;
  readonly lines: number;
  readonly flaws: readonly Flaw[];
}

/** Adds defective records to chunks of one table. */
export type Injector = (chunk: number, sound: Buffer) => FlawedRows;

const LINE_FEED = 0x0a;
const DRAWS_PER_RECORD = 8;

/**
 * Puts, with the given probability, a defective copy behind a record. Behind it and never in its place: so references
 * stay whole, what must be rejected is exactly what the truth file lists, and without it the file is the clean one.
 */
export function createInjector(seed: string, table: Table, probability: number): Injector {
  const stream = createStream(seed, `defects of ${table.name}`);
  const possible = possibleDefects(table);
  return (chunk, sound) => {
    const pieces: Buffer[] = [];
    const flaws: Flaw[] = [];
    let recordsBefore = 0;
    let linesBefore = 0;
    const add = (piece: Buffer) => {
      pieces.push(piece);
      recordsBefore += 1;
      linesBefore += countLines(piece);
    };
    let record = 0;
    for (let start = 0; start < sound.length; record += 1) {
      const end = endOfRecord(sound, start);
      add(sound.subarray(start, end));
      const draw = record * DRAWS_PER_RECORD;
      if (chance(stream, chunk, draw, probability)) {
        const bytes = sound.subarray(start, end - 1);
        const flawed = makeFlawed({ table, bytes, fields: splitRecord(bytes) }, possible, {
          stream,
          chunk,
          draw,
        });
        flaws.push({ recordsBefore, linesBefore, lines: countLines(flawed.bytes), ...flawed.flaw });
        add(flawed.bytes);
      }
      start = end;
    }
    return { bytes: Buffer.concat(pieces), rows: recordsBefore, lines: linesBefore, flaws };
  };
}

interface Draws {
  readonly stream: RandomStream;
  readonly chunk: number;
  readonly draw: number;
}

/** Tries the kinds in turn from one chosen at random: not every record can have every defect, but each can be blank. */
function makeFlawed(
  record: SoundRecord,
  possible: readonly PossibleDefect[],
  { stream, chunk, draw }: Draws,
) {
  const first = below(stream, chunk, draw + 1, possible.length);
  for (let attempt = 0; ; attempt += 1) {
    const { defect, targets } = possible[(first + attempt) % possible.length] as PossibleDefect;
    const target = anyOf(targets, (limit) => below(stream, chunk, draw + 2, limit));
    const bytes = defect.inject(record, target, (limit) => below(stream, chunk, draw + 3, limit));
    if (bytes !== undefined) return { bytes, flaw: { kind: defect.kind, ...target } };
  }
}

function countLines(piece: Buffer): number {
  let lines = 0;
  for (let at = piece.indexOf(LINE_FEED); at >= 0; at = piece.indexOf(LINE_FEED, at + 1)) lines += 1;
  return lines;
}
