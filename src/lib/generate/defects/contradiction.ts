import { joinRecord } from '../csv/record.ts';
import type { Mistake } from '../tables/mistake.ts';
import type { Defect } from './defect.ts';

/** One of a table's own mistakes: a record that is fine by itself, and wrong beside the others. */
export function contradiction(mistake: Mistake): Defect {
  const { kind, rule, column } = mistake;
  return {
    kind,
    targets: () => [{ rule, column }],
    inject: ({ table, fields }) => {
      const sound = Object.fromEntries(table.columns.map(({ name }, place) => [name, fields[place] ?? '']));
      const record = { ...sound };
      table.renew(record);
      if (!mistake.make(record, sound)) return undefined;
      return joinRecord(table.columns.map(({ name }) => record[name] ?? ''));
    },
  };
}
