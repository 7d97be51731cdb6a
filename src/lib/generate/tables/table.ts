import type { CsvBuffer } from '../csv/csv-buffer.ts';
import type { Shop, Unit } from '../shop/shop.ts';
import type { Column } from './column.ts';
import type { Mistake } from './mistake.ts';

/** One file of the export. */
export interface Table {
  /** `order_items` is written to order_items.csv. */
  readonly name: string;
  readonly columns: readonly Column[];
  /** The columns that tell one record from another. */
  readonly key: readonly string[];
  /** What its rows belong to. */
  readonly unit: Unit;
  /** Whether a unit has exactly one row; else it has none, one or more. */
  readonly isOneToOne: boolean;
  /** Appends the rows of a unit; units count from 0. */
  readonly write: (shop: Shop, unit: number, out: CsvBuffer) => void;
  /** Gives a copy of a record a key that no other record has. */
  readonly renew: (record: Record<string, string>) => void;
  /** What a record can say that contradicts other records, or itself. */
  readonly mistakes: readonly Mistake[];
}

export function headerOf(table: Table): string {
  return `${table.columns.map((column) => column.name).join(',')}\n`;
}
