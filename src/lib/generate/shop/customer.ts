import { chance, fraction, pick } from '../random/stream.ts';
import { choose, weighted } from '../random/weighted.ts';
import { DAY } from '../time/calendar.ts';
import type { Country } from '../vocabulary/countries.ts';
import { type Address, addressIn, anyCountry, DRAWS_PER_ADDRESS } from './address.ts';
import type { Channel } from './channel.ts';
import type { Shop } from './shop.ts';

export interface Customer {
  readonly number: number;
  readonly country: Country;
  readonly givenName: string;
  readonly familyName: string;
  readonly registeredAt: number;
  readonly channel: Channel;
}

const Draw = { COUNTRY: 0, GIVEN_NAME: 1, FAMILY_NAME: 2, REGISTERED: 3, CHANNEL: 4 } as const;

const REGISTRATION_CHANNELS = weighted<Channel>([
  ['web', 55],
  ['mobile', 37],
  ['retail', 8],
]);

export function customerOf(shop: Shop, number: number): Customer {
  const { customer } = shop.streams;
  const country = countryOf(shop, number);
  return {
    number,
    country,
    givenName: pick(customer, number, Draw.GIVEN_NAME, country.givenNames),
    familyName: pick(customer, number, Draw.FAMILY_NAME, country.familyNames),
    registeredAt: registeredAt(shop, number),
    channel: choose(REGISTRATION_CHANNELS, customer, number, Draw.CHANNEL),
  };
}

/** The share of customers who were there before the first order of the period, and since when at the earliest. */
const EARLY_SHARE = 0.4;
const EARLY_DAYS = 730;

/** Numbers are given out in the order of registration. */
export function registeredAt(shop: Shop, number: number): number {
  const { from, to, customers } = shop.spec;
  const early = Math.ceil(customers * EARLY_SHARE);
  const place = number + fraction(shop.streams.customer, number, Draw.REGISTERED);
  if (number < early) return from - Math.ceil(EARLY_DAYS * DAY * (1 - place / early));
  return from + Math.floor(((to - from) * (place - early)) / Math.max(1, customers - early));
}

/** A customer, as good as any, who was there from the start. */
export function earlyCustomer(shop: Shop, number: number): number {
  return number % Math.ceil(shop.spec.customers * EARLY_SHARE);
}

function countryOf(shop: Shop, number: number): Country {
  return anyCountry(shop.streams.customer, number, Draw.COUNTRY);
}

/** Where a customer lives, or, as `place` 1, the second address that parcels go to: the office, the parents. */
export function addressOf(shop: Shop, number: number, place: 0 | 1): Address {
  return addressIn(countryOf(shop, number), shop.streams.address, number, place * DRAWS_PER_ADDRESS);
}

/** Whether customers say yes to a use of their data, from the first purpose to the last. */
export function consentsOf(shop: Shop, number: number): readonly boolean[] {
  return CONSENT_SHARES.map((share, purpose) => chance(shop.streams.customer, number, 16 + purpose, share));
}

/** E-mail, telephone, personalisation, analytics. */
const CONSENT_SHARES = [0.48, 0.09, 0.62, 0.71];
