import { appendAscii, appendNumber, appendPadded, endField } from '../csv/append.ts';
import { type CsvBuffer, endRow } from '../csv/csv-buffer.ts';
import { putText } from '../csv/put-text.ts';
import { putCode, putDay, putFlag, putNothing, putTime, putWord } from '../csv/put-values.ts';
import { below, chance, pick } from '../random/stream.ts';
import { addressOf, consentsOf, type Customer, customerOf } from '../shop/customer.ts';
import type { Shop } from '../shop/shop.ts';
import { DAY } from '../time/calendar.ts';
import { addressColumns, putAddress } from './address-columns.ts';
import { Code } from './codes.ts';
import { optional, required } from './column.ts';
import { countryUnknown, nobodys } from './mistake.ts';
import type { Table } from './table.ts';

/** People, with the address, e-mail, telephone and consents that a shop keeps in one row. */
export const customers: Table = {
  name: 'customers',
  columns: [
    required('customer_no', 'code'),
    required('given_name', 'text', 100),
    required('family_name', 'text', 100),
    optional('birth_date', 'day'),
    required('language', 'choice'),
    required('status', 'choice'),
    required('email', 'text', 254),
    optional('email_verified_at', 'time'),
    optional('phone', 'ascii', 16),
    ...addressColumns(),
    required('consent_marketing_email', 'flag'),
    required('consent_marketing_phone', 'flag'),
    required('consent_personalisation', 'flag'),
    required('consent_analytics', 'flag'),
    required('registered_channel', 'choice'),
    required('registered_at', 'time'),
  ],
  key: ['customer_no'],
  unit: 'customer',
  isOneToOne: true,
  write: writeCustomer,
  renew: (record) => {
    record['customer_no'] = nobodys(record['customer_no'] ?? '');
    record['email'] = `again.${record['email']}`;
  },
  mistakes: [
    countryUnknown('country'),
    {
      kind: 'email_taken',
      rule: 'email_taken',
      column: 'email',
      make: (record, sound) => {
        record['email'] = (sound['email'] ?? '').toUpperCase();
        return true;
      },
    },
  ],
};

const Draw = { STATUS: 8, BIRTH: 9, VERIFIED: 10, PHONE: 11, DOMAIN: 12, PHONE_NUMBER: 13 } as const;

/** Kept for documentation (RFC 2606): nobody gets mail there. */
const MAIL_DOMAINS = ['example.com', 'example.net', 'example.org', 'mail.example', 'post.example'];

const BLOCKED_SHARE = 0.005;
const BIRTH_DATE_SHARE = 0.6;
const VERIFIED_SHARE = 0.85;
const PHONE_SHARE = 0.7;

function writeCustomer(shop: Shop, number: number, out: CsvBuffer): void {
  const { customer: stream } = shop.streams;
  const customer = customerOf(shop, number);
  putCode(out, Code.CUSTOMER, number);
  putText(out, customer.givenName);
  putText(out, customer.familyName);
  putDay(out, chance(stream, number, Draw.BIRTH, BIRTH_DATE_SHARE) ? birthDay(shop, number) : undefined);
  putWord(out, customer.country.language);
  putWord(out, chance(stream, number, Draw.STATUS, BLOCKED_SHARE) ? 'blocked' : 'active');
  putEmail(out, shop, customer);
  putTime(
    out,
    chance(stream, number, Draw.VERIFIED, VERIFIED_SHARE) ? customer.registeredAt + 300 : undefined,
  );
  if (chance(stream, number, Draw.PHONE, PHONE_SHARE))
    putPhone(out, below(stream, number, Draw.PHONE_NUMBER, 1e9));
  else putNothing(out);
  putAddress(out, addressOf(shop, number, 0));
  for (const consent of consentsOf(shop, number)) putFlag(out, consent);
  putWord(out, customer.channel);
  putTime(out, customer.registeredAt);
  endRow(out);
}

/** From 18 to 78 years old when the period begins. */
function birthDay(shop: Shop, number: number): number {
  return shop.spec.from - (6600 + below(shop.streams.customer, number, 14, 22_000)) * DAY;
}

/** The number in it makes it nobody else's. */
function putEmail(out: CsvBuffer, shop: Shop, { number, givenName }: Customer): void {
  appendAscii(out, asciiName(givenName));
  appendAscii(out, '.');
  appendNumber(out, number);
  appendAscii(out, '@');
  appendAscii(out, pick(shop.streams.customer, number, Draw.DOMAIN, MAIL_DOMAINS));
  endField(out);
}

function asciiName(name: string): string {
  return name
    .normalize('NFD')
    .replaceAll(/[^A-Za-z]/g, '')
    .toLowerCase();
}

/** Under the code +999, which no country has. */
function putPhone(out: CsvBuffer, number: number): void {
  appendAscii(out, '+9996');
  appendPadded(out, number, 9);
  endField(out);
}
