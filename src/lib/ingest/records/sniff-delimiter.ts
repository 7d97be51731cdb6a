import { type DialectSpec, dialectSpec } from './dialect-spec.ts';
import { createRecordScanner } from './record-scanner.ts';
import { Problem } from './structural-problem.ts';

/** How well a delimiter and a quote explain a sample. */
export interface DelimiterGuess {
  readonly delimiter: string;
  readonly quote: string | null;
  /** Fields of most records. */
  readonly fields: number;
  /** The share of records that have so many and are sound, 0 to 1. */
  readonly share: number;
}

const DELIMITERS = [',', ';', '\t', '|'];
const QUOTES = ['"', "'", null];
const LOOKED_AT = 1000;

/** The likely delimiters of a text in UTF-8, best first; only those that cut most records alike. */
export function guessDelimiters(text: Buffer, isWhole: boolean): DelimiterGuess[] {
  const guesses = DELIMITERS.flatMap((delimiter) => {
    const dialects = QUOTES.map((quote) => dialectSpec.parse({ delimiter, quote, header: false }));
    return dialects.map((dialect) => judge(text, isWhole, dialect));
  });
  return guesses
    .filter(({ fields, share }) => fields > 1 && share > 0.5)
    .toSorted((left, right) => right.share * right.fields - left.share * left.fields);
}

/** Cuts a text into records and counts how many are alike. */
export function judge(text: Buffer, isWhole: boolean, dialect: DialectSpec): DelimiterGuess {
  const counts = new Map<number, number>();
  const scanner = createRecordScanner(dialect);
  scanner.feed(text);
  if (isWhole) scanner.finish();
  let records = 0;
  while (records < LOOKED_AT && scanner.next()) {
    const { problem, fieldCount } = scanner.record;
    if (problem === Problem.BLANK_RECORD) continue;
    records += 1;
    if (problem === Problem.NONE) counts.set(fieldCount, (counts.get(fieldCount) ?? 0) + 1);
  }
  const [fields, alike] = [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best), [0, 0]);
  return {
    delimiter: dialect.delimiter,
    quote: dialect.quote,
    fields,
    share: records === 0 ? 0 : alike / records,
  };
}
