import { type CsvBuffer, endRow } from '../csv/csv-buffer.ts';
import { putText } from '../csv/put-text.ts';
import { putCode, putDay, putNothing, putWord } from '../csv/put-values.ts';
import { below, chance, pick } from '../random/stream.ts';
import { addressIn, anyCountry } from '../shop/address.ts';
import type { Shop } from '../shop/shop.ts';
import { DAY } from '../time/calendar.ts';
import { brandName } from '../vocabulary/brands.ts';
import { PARTNER_ENDINGS } from '../vocabulary/companies.ts';
import { addressColumns, putAddress } from './address-columns.ts';
import { Code } from './codes.ts';
import { optional, required } from './column.ts';
import { countryUnknown, nobodys } from './mistake.ts';
import type { Table } from './table.ts';

const OWN_SHARE = 0.2;
const OLDEST_DAYS = 3000;

/** Shops with a door, each with the company that runs it. */
export const stores: Table = {
  name: 'stores',
  columns: [
    required('store_no', 'code'),
    required('name', 'text', 200),
    optional('partner_no', 'code'),
    optional('partner_name', 'text', 200),
    optional('partner_country', 'ascii', 2),
    ...addressColumns(),
    required('opened_on', 'day'),
  ],
  key: ['store_no'],
  unit: 'store',
  isOneToOne: true,
  write: writeStore,
  renew: (record) => {
    record['store_no'] = nobodys(record['store_no'] ?? '');
  },
  mistakes: [
    countryUnknown('partner_country'),
    countryUnknown('country'),
    {
      kind: 'partner_incomplete',
      rule: 'partner_incomplete',
      column: 'partner_name',
      make: (record) => {
        record['partner_name'] = '';
        return record['partner_no'] !== '';
      },
    },
  ],
};

function writeStore(shop: Shop, number: number, out: CsvBuffer): void {
  const { store } = shop.streams;
  const address = addressIn(anyCountry(store, number, 0), store, number, 16);
  const isOwn = chance(store, number, 1, OWN_SHARE);
  putCode(out, Code.STORE, number);
  putText(out, `${isOwn ? 'Aethermart' : 'Partner shop'} ${address.town.name}, ${address.line1}`);
  if (isOwn) putNoPartner(out);
  else putPartner(out, shop, below(store, number, 2, shop.counts.partner));
  putAddress(out, address);
  putDay(out, shop.spec.from - (1 + below(store, number, 3, OLDEST_DAYS)) * DAY);
  endRow(out);
}

/** The partner's name and country stand in every row of its stores. */
function putPartner(out: CsvBuffer, shop: Shop, partner: number): void {
  const { store } = shop.streams;
  putCode(out, Code.PARTNER, partner);
  putText(out, `${brandName(partner * 5)} ${pick(store, partner, 4, PARTNER_ENDINGS)}`);
  putWord(out, anyCountry(store, partner, 5).code);
}

function putNoPartner(out: CsvBuffer): void {
  putNothing(out);
  putNothing(out);
  putNothing(out);
}
