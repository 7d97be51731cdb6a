import { formatCount } from '../../core/units.ts';
import type { ColumnProfile } from './column-profile.ts';

/** What is worth a look before the data is trusted; one sentence each. */
export function oddities(profile: ColumnProfile): string[] {
  const { values, empty, decimals, dateFormats, leadingZeros } = profile;
  const found: string[] = [];
  const tell = (count: number, what: string) => {
    if (count > 0) found.push(`${formatCount(count)} ${what}`);
  };
  if (values === 0) return ['every value is empty'];
  for (const [marker, count] of profile.nullMarkers) {
    tell(count, `values are ${JSON.stringify(marker)}, which seems to mean nothing`);
  }
  tell(profile.outerSpaces, 'values have spaces around them');
  tell(profile.noBreakSpaces, 'values hold no-break spaces');
  tell(profile.lineBreaks, 'values hold line breaks');
  if (decimals === values) tell(leadingZeros, 'numbers have leading zeros: kept as text');
  if (decimals < values && decimals > values * 0.9)
    tell(values - decimals, 'values are not numbers, unlike the others');
  if (dateFormats.length > 1) found.push(`dates fit ${dateFormats.join(' and ')}: check which is meant`);
  if (empty > 0 && empty > values) tell(empty, 'values are empty, more than are filled');
  if (profile.isUnique === undefined)
    found.push('too many values to know whether one occurs twice: not proposed as the key');
  if (profile.pii !== undefined) found.push(`seems to be personal data (${profile.pii.replace('_', ' ')})`);
  return [...found, ...caseVariants(profile)];
}

/** `Paid` beside `paid`: one value or two? */
function caseVariants({ distinct }: ColumnProfile): string[] {
  const spellings = new Map<string, string[]>();
  for (const text of distinct?.keys() ?? []) {
    const folded = text.toLowerCase();
    spellings.set(folded, [...(spellings.get(folded) ?? []), text]);
  }
  return [...spellings.values()]
    .filter((variants) => variants.length > 1)
    .slice(0, 3)
    .map((variants) => `differ only in case: ${variants.map((text) => JSON.stringify(text)).join(', ')}`);
}
