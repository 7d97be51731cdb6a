import { type CsvBuffer, endRow } from '../csv/csv-buffer.ts';
import { putText } from '../csv/put-text.ts';
import { putCode, putInteger, putMoney, putNothing, putTime, putWord } from '../csv/put-values.ts';
import { chance } from '../random/stream.ts';
import { type Promotion, promotionOf } from '../shop/promotion.ts';
import type { Shop } from '../shop/shop.ts';
import { Code, CURRENCY } from './codes.ts';
import { optional, required } from './column.ts';
import { nobodys, reversed } from './mistake.ts';
import type { Table } from './table.ts';

/** Offers, each with what it is limited to and with the code that customers type. */
export const promotions: Table = {
  name: 'promotions',
  columns: [
    required('promotion_no', 'code'),
    required('name', 'text', 200),
    required('kind', 'choice'),
    optional('percent_off', 'money'),
    optional('amount_off', 'money'),
    optional('currency', 'choice'),
    required('starts_at', 'time'),
    required('ends_at', 'time'),
    optional('department', 'text', 200),
    optional('channel', 'choice'),
    required('coupon_no', 'code'),
    optional('max_redemptions', 'integer'),
  ],
  key: ['promotion_no'],
  unit: 'promotion',
  isOneToOne: true,
  write: writePromotion,
  renew: (record) => {
    record['promotion_no'] = nobodys(record['promotion_no'] ?? '');
    record['coupon_no'] = nobodys(record['coupon_no'] ?? '');
  },
  mistakes: [
    reversed('promotion_ends_before_start', 'starts_at', 'ends_at'),
    {
      kind: 'department_unknown',
      rule: 'department_unknown',
      column: 'department',
      make: (record) => {
        record['department'] = 'Haberdashery';
        return true;
      },
    },
    {
      kind: 'promotion_without_value',
      rule: 'promotion_without_value',
      column: 'kind',
      make: (record) => {
        record['percent_off'] = '';
        return record['kind'] === 'percent';
      },
    },
  ],
};

const LIMITED_SHARE = 0.3;

function writePromotion(shop: Shop, number: number, out: CsvBuffer): void {
  const promotion = promotionOf(shop, number);
  putCode(out, Code.PROMOTION, number);
  putText(out, nameOf(promotion));
  putWord(out, promotion.kind);
  if (promotion.kind === 'percent') putMoney(out, promotion.percentOff * 100);
  else putNothing(out);
  if (promotion.kind === 'amount') putMoney(out, promotion.centsOff);
  else putNothing(out);
  putWord(out, promotion.kind === 'amount' ? CURRENCY : '');
  putTime(out, promotion.startsAt);
  putTime(out, promotion.endsAt);
  putText(out, promotion.department ?? '');
  putWord(out, promotion.channel ?? '');
  putCode(out, Code.COUPON, number);
  if (chance(shop.streams.promotion, number, 6, LIMITED_SHARE)) putInteger(out, 1_000_000);
  else putNothing(out);
  endRow(out);
}

function nameOf({ kind, percentOff, centsOff, department, channel }: Promotion): string {
  const what = {
    percent: `${percentOff} % off`,
    amount: `${centsOff / 100} euros off`,
    free_freight: 'Free delivery',
  };
  const where = department === undefined ? 'everything' : department;
  return `${what[kind]} ${where}${channel === undefined ? '' : ', in the app'}`;
}
