import { createDateGuess } from './date-guess.ts';
import { createKeySearch } from './key-search.ts';
import { type PiiKind, piiOfName, piiOfValue } from './pii-patterns.ts';

/** What the values of one column are like. Counts are of values that are not null markers. */
export interface ColumnProfile {
  readonly name: string;
  readonly values: number;
  readonly empty: number;
  /** Texts that stand for "nothing" beside the empty one, with their counts. */
  readonly nullMarkers: ReadonlyMap<string, number>;
  readonly minChars: number;
  readonly maxChars: number;
  readonly isAscii: boolean;
  readonly integers: number;
  readonly decimals: number;
  readonly maxInteger: bigint;
  readonly minInteger: bigint;
  readonly integerDigits: number;
  readonly fractionDigits: number;
  readonly leadingZeros: number;
  readonly booleans: number;
  readonly dateFormats: readonly string[];
  readonly hasTime: boolean;
  /** The distinct values with their counts; undefined where they are too many to keep. */
  readonly distinct: ReadonlyMap<string, number> | undefined;
  /** Undefined where the values are too many to tell. */
  readonly isUnique: boolean | undefined;
  readonly outerSpaces: number;
  readonly noBreakSpaces: number;
  readonly lineBreaks: number;
  readonly pii: PiiKind | undefined;
}

const NULL_WORDS = new Set([
  'null',
  'n/a',
  'na',
  'none',
  'nil',
  '-',
  '--',
  '?',
  '\\n',
  '#n/a',
  'undefined',
  'nan',
]);
const BOOLEAN_WORDS = new Set(['true', 'false', 'yes', 'no', 'y', 'n', 't', 'f', '0', '1']);
const MOST_DISTINCT = 2000;
/** From this share on a column is taken for what its values look like. */
const PII_SHARE = 0.5;

type Mutable<Value> = { -readonly [Name in keyof Value]: Value[Name] };

/** Takes the values of a column one by one. */
export interface ColumnProfiler {
  add(text: string): void;
  result(): ColumnProfile;
}

export function createColumnProfiler(name: string): ColumnProfiler {
  const seen = emptyProfile(name);
  const nullMarkers = new Map<string, number>();
  const pii = new Map<PiiKind, number>();
  const dates = createDateGuess();
  const key = createKeySearch();
  let distinct: Map<string, number> | undefined = new Map();

  const addDistinct = (text: string) => {
    distinct?.set(text, (distinct.get(text) ?? 0) + 1);
    if ((distinct?.size ?? 0) > MOST_DISTINCT) distinct = undefined;
    key.add(text);
  };
  return {
    add(text) {
      if (text === '') {
        seen.empty += 1;
      } else if (NULL_WORDS.has(text.trim().toLowerCase())) {
        nullMarkers.set(text, (nullMarkers.get(text) ?? 0) + 1);
      } else {
        countValue(seen, text);
        dates.add(text);
        addDistinct(text);
        const kind = piiOfValue(text);
        if (kind !== undefined) pii.set(kind, (pii.get(kind) ?? 0) + 1);
      }
    },
    result() {
      const { formats, hasTime } = dates.result(seen.values);
      const frequent = [...pii.entries()].find(([, count]) => count >= seen.values * PII_SHARE)?.[0];
      return {
        ...seen,
        nullMarkers,
        distinct,
        dateFormats: formats,
        hasTime,
        isUnique: seen.values > 0 && key.isUnique(),
        pii: frequent ?? piiOfName(name),
      };
    },
  };
}

function emptyProfile(name: string): Mutable<ColumnProfile> {
  return {
    name,
    values: 0,
    empty: 0,
    nullMarkers: new Map(),
    minChars: Infinity,
    maxChars: 0,
    isAscii: true,
    integers: 0,
    decimals: 0,
    maxInteger: 0n,
    minInteger: 0n,
    integerDigits: 0,
    fractionDigits: 0,
    leadingZeros: 0,
    booleans: 0,
    dateFormats: [],
    hasTime: false,
    distinct: undefined,
    isUnique: undefined,
    outerSpaces: 0,
    noBreakSpaces: 0,
    lineBreaks: 0,
    pii: undefined,
  };
}

/** As MariaDB counts them: code points. */
function countCharacters(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

function countValue(seen: Mutable<ColumnProfile>, text: string): void {
  const isAscii = Buffer.byteLength(text) === text.length;
  const chars = isAscii ? text.length : countCharacters(text);
  seen.values += 1;
  seen.minChars = Math.min(seen.minChars, chars);
  seen.maxChars = Math.max(seen.maxChars, chars);
  if (!isAscii) seen.isAscii = false;
  if (text !== text.trim()) seen.outerSpaces += 1;
  if (text.includes('\u00A0')) seen.noBreakSpaces += 1;
  if (/[\r\n]/.test(text)) seen.lineBreaks += 1;
  if (BOOLEAN_WORDS.has(text.toLowerCase())) seen.booleans += 1;
  countNumber(seen, text.trim());
}

function countNumber(seen: Mutable<ColumnProfile>, text: string): void {
  const match = /^([+-]?)(\d{1,60})(?:\.(\d{1,60}))?$/.exec(text);
  if (match === null) return;
  const [, sign = '', whole = '', fraction] = match;
  if (/^0\d/.test(whole)) seen.leadingZeros += 1;
  seen.integerDigits = Math.max(seen.integerDigits, whole.length);
  seen.fractionDigits = Math.max(seen.fractionDigits, fraction?.length ?? 0);
  seen.decimals += 1;
  if (fraction !== undefined) return;
  countInteger(seen, BigInt(`${sign === '-' ? '-' : ''}${whole}`));
}

function countInteger(seen: Mutable<ColumnProfile>, value: bigint): void {
  seen.maxInteger = seen.integers === 0 || value > seen.maxInteger ? value : seen.maxInteger;
  seen.minInteger = seen.integers === 0 || value < seen.minInteger ? value : seen.minInteger;
  seen.integers += 1;
}
