import { type CsvBuffer, endRow } from '../csv/csv-buffer.ts';
import { putText } from '../csv/put-text.ts';
import { putCode } from '../csv/put-values.ts';
import { addressIn, anyCountry } from '../shop/address.ts';
import type { Shop } from '../shop/shop.ts';
import { addressColumns, putAddress } from './address-columns.ts';
import { Code } from './codes.ts';
import { required } from './column.ts';
import { countryUnknown, nobodys } from './mistake.ts';
import type { Table } from './table.ts';

/** Where goods lie. */
export const warehouses: Table = {
  name: 'warehouses',
  columns: [required('warehouse_no', 'code'), required('name', 'text', 200), ...addressColumns()],
  key: ['warehouse_no'],
  unit: 'warehouse',
  isOneToOne: true,
  write: writeWarehouse,
  renew: (record) => {
    record['warehouse_no'] = nobodys(record['warehouse_no'] ?? '');
  },
  mistakes: [countryUnknown('country')],
};

function writeWarehouse(shop: Shop, number: number, out: CsvBuffer): void {
  const { warehouse } = shop.streams;
  const address = addressIn(anyCountry(warehouse, number, 0), warehouse, number, 16);
  putCode(out, Code.WAREHOUSE, number);
  putText(out, `Warehouse ${address.town.name}`);
  putAddress(out, address);
  endRow(out);
}
