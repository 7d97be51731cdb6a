import { columnNames } from './column-names.ts';
import type { ColumnProfile } from './column-profile.ts';

/** A column as it is proposed for a source: its name there, and the rest of its line. */
export interface ProposedColumn {
  readonly name: string;
  readonly from: string;
  /** In the order in which they are written. */
  readonly fields: Readonly<Record<string, string | number | boolean | readonly string[]>>;
  readonly comment: string | undefined;
}

const MOST_ENUM_VALUES = 20;
/** A column repeats itself where each value stands this often on the average. */
const ENUM_REPEATS = 5;
const SAFE_INTEGER_DIGITS = 18;

/** Proposes the columns of a file, each under a name of its own. */
export function guessColumns(profiles: readonly ColumnProfile[]): ProposedColumn[] {
  const names = columnNames(profiles.map(({ name }) => name));
  return profiles.map((profile, index) => ({
    name: names[index] ?? '',
    from: profile.name,
    fields: guessFields(profile),
    comment: profile.pii === undefined ? undefined : `personal data: ${profile.pii.replace('_', ' ')}`,
  }));
}

/** Proposes type and rules that every value of the profile keeps, no wider than needed. */
export function guessFields(profile: ColumnProfile): ProposedColumn['fields'] {
  const markers = ['', ...profile.nullMarkers.keys()];
  const hasNulls = profile.empty > 0 || profile.nullMarkers.size > 0;
  return {
    ...guessType(profile),
    ...(profile.nullMarkers.size > 0 ? { null_markers: markers } : {}),
    ...(hasNulls || profile.values === 0 ? {} : { required: true }),
  };
}

function guessType(profile: ColumnProfile): ProposedColumn['fields'] {
  const { values, dateFormats, hasTime } = profile;
  if (values === 0) return { type: 'text' };
  const [format] = dateFormats;
  if (format !== undefined) {
    return { type: hasTime ? 'datetime' : 'date', ...(format === 'iso' ? {} : { formats: [format] }) };
  }
  if (isNumber(profile)) return numberType(profile);
  if (profile.booleans === values && (profile.distinct?.size ?? 0) === 2) return { type: 'boolean' };
  return enumValues(profile) ?? textType(profile);
}

/** Codes with leading zeros, and numbers that are identifiers of persons, stay text. */
function isNumber({
  values,
  decimals,
  leadingZeros,
  pii,
  integerDigits,
  fractionDigits,
}: ColumnProfile): boolean {
  const fits = integerDigits + fractionDigits <= 38 && fractionDigits <= 20;
  return decimals === values && leadingZeros === 0 && pii === undefined && fits;
}

function numberType(profile: ColumnProfile): ProposedColumn['fields'] {
  const { values, integers, integerDigits, fractionDigits } = profile;
  if (integers === values && integerDigits <= SAFE_INTEGER_DIGITS) {
    return { type: 'integer', ...(profile.minInteger >= 0n ? { min: 0 } : {}) };
  }
  return { type: 'decimal', precision: integerDigits + fractionDigits + 2, scale: fractionDigits };
}

function enumValues({ distinct, values }: ColumnProfile): ProposedColumn['fields'] | undefined {
  if (distinct === undefined || distinct.size > MOST_ENUM_VALUES || distinct.size < 2) return undefined;
  if (values < distinct.size * ENUM_REPEATS) return undefined;
  return { type: 'enum', values: [...distinct.keys()].toSorted() };
}

function textType({ isAscii, maxChars, isUnique }: ColumnProfile): ProposedColumn['fields'] {
  // Of values too many to tell every one was new for long enough.
  const isCode = isAscii && isUnique !== false && maxChars <= 64;
  return { type: 'text', ...(isCode ? { charset: 'ascii' } : {}), max_chars: roundUp(maxChars) };
}

/** Room for what the next file may bring: the next of 16, 32, 64, … */
function roundUp(chars: number): number {
  return 2 ** Math.max(4, Math.ceil(Math.log2(Math.max(1, chars))));
}
