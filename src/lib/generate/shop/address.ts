import { below, chance, pick, type RandomStream } from '../random/stream.ts';
import { choose, weighted } from '../random/weighted.ts';
import { COUNTRIES, type Country, type Town } from '../vocabulary/countries.ts';

export interface Address {
  readonly line1: string;
  /** Empty for most. */
  readonly line2: string;
  readonly town: Town;
  readonly postcode: string;
  readonly country: Country;
}

const COUNTRY_SHARES = weighted(COUNTRIES.map((country) => [country, country.weight] as const));

/** How many draws an address uses up, from the one that it is given. */
export const DRAWS_PER_ADDRESS = 16;

const SECOND_LINE_SHARE = 0.12;

/** An address in a country; which one follows from the place in the stream. */
export function addressIn(country: Country, stream: RandomStream, index: number, draw: number): Address {
  const town = pick(stream, index, draw, country.towns);
  const street = pick(stream, index, draw + 1, country.streets);
  const number = 1 + below(stream, index, draw + 2, 180);
  const hasSecondLine = chance(stream, index, draw + 3, SECOND_LINE_SHARE);
  return {
    line1: country.numberFirst ? `${number} ${street}` : `${street} ${number}`,
    line2: hasSecondLine
      ? `${1 + below(stream, index, draw + 4, 9)}/${1 + below(stream, index, draw + 5, 40)}`
      : '',
    town,
    postcode: fillPostcode(town.postcode, stream, index, draw + 6),
    country,
  };
}

export function anyCountry(stream: RandomStream, index: number, draw: number): Country {
  return choose(COUNTRY_SHARES, stream, index, draw);
}

/** # becomes a digit, @ a letter. */
function fillPostcode(pattern: string, stream: RandomStream, index: number, draw: number): string {
  let filled = '';
  for (let place = 0; place < pattern.length; place += 1) {
    const mark = pattern[place];
    if (mark === '#') filled += below(stream, index, draw + place, 10);
    else if (mark === '@') filled += String.fromCharCode(0x41 + below(stream, index, draw + place, 26));
    else filled += mark;
  }
  return filled;
}
