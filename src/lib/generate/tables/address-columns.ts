import type { CsvBuffer } from '../csv/csv-buffer.ts';
import { putText } from '../csv/put-text.ts';
import { putNothing, putWord } from '../csv/put-values.ts';
import type { Address } from '../shop/address.ts';
import { type Column, optional, required } from './column.ts';

/** The columns of an address; `presence` says whether the address has to be there. */
export function addressColumns(prefix = '', presence: typeof required = required): Column[] {
  return [
    presence(`${prefix}line1`, 'text', 200),
    optional(`${prefix}line2`, 'text', 200),
    presence(`${prefix}city`, 'text', 120),
    presence(`${prefix}region`, 'ascii', 8),
    presence(`${prefix}postcode`, 'ascii', 16),
    presence(`${prefix}country`, 'ascii', 2),
  ];
}

export function putAddress(out: CsvBuffer, address: Address): void {
  putText(out, address.line1);
  putText(out, address.line2);
  putText(out, address.town.name);
  putWord(out, address.town.region);
  putWord(out, address.postcode);
  putWord(out, address.country.code);
}

/** The same columns, empty. */
export function putNoAddress(out: CsvBuffer): void {
  for (let column = 0; column < addressColumns().length; column += 1) putNothing(out);
}
