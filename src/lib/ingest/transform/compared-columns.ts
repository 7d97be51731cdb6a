import { AetherError } from '../../core/errors.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { quoteName } from '../../infra/mariadb/identifiers.ts';
import { parseStoredType, type StoredType } from '../target/stored-type.ts';
import { fitSelected } from './selected-fit.ts';
import type { TargetColumn } from './upsert-sql.ts';

/** A column whose rows are compared with what the select gave, after the target's type has been put on it. */
export interface ComparedColumn {
  readonly column: TargetColumn;
  /** Where the selected value is kept beside it. */
  readonly raw: string;
  readonly isSame: (w: string, r: string) => string;
}

/** Judges every column of a step's select. Throws STEP_FAILED for one that its target does not take, with the way out. */
export function comparedColumns(
  target: string,
  columns: readonly TargetColumn[],
  selected: ReadonlyMap<string, StoredType>,
): ComparedColumn[] {
  return columns.flatMap((column, index) => {
    const own = selected.get(column.name);
    if (own === undefined) return [];
    const fit = fitSelected(own, parseStoredType(column.definition));
    if (fit.kind === 'refused')
      throw refused(target, column, `${own.base} does not go into ${column.definition}; ${fit.wayOut}`);
    return fit.kind === 'compared' ? [{ column, raw: `_raw_${index + 1}`, isSame: fit.isSame }] : [];
  });
}

function refused(target: string, { name }: TargetColumn, problem: string): AetherError {
  return new AetherError('STEP_FAILED', `upsert ${target}: ${name}: ${problem}`);
}

/** The select with the compared columns twice. LIMIT: else the server would work out an expression twice, UUID() too. */
export function selectTwice(select: string, compared: readonly ComparedColumn[]): string {
  if (compared.length === 0) return select;
  const raw = compared.map(({ column, raw }) => `once.${quoteName(column.name)} AS ${quoteName(raw)}`);
  return `SELECT once.*, ${raw.join(', ')} FROM (SELECT * FROM (\n${select}\n) AS given LIMIT 18446744073709551615) AS once`;
}

/** Throws STEP_FAILED naming the first value that the target would change, and the key of its row. */
export async function refuseChanged(
  connection: MariadbConnection,
  target: string,
  { wanted, key, compared }: { wanted: string; key: readonly string[]; compared: readonly ComparedColumn[] },
): Promise<void> {
  if (compared.length === 0) return;
  const conditions = compared.map(({ column, raw, isSame }) =>
    isSame(`w.${quoteName(column.name)}`, `w.${quoteName(raw)}`),
  );
  const shown = compared.flatMap(({ column, raw }, index) => [
    `(${conditions[index]}) AS ${quoteName(`same_${index}`)}`,
    `CONCAT(w.${quoteName(raw)}) AS ${quoteName(`raw_${index}`)}`,
    `CONCAT(w.${quoteName(column.name)}) AS ${quoteName(`kept_${index}`)}`,
  ]);
  const keys = key.map((name, index) => `CONCAT(w.${quoteName(name)}) AS ${quoteName(`key_${index}`)}`);
  const [row] = await connection.query<Record<string, string | number | null>>(
    `SELECT ${[...keys, ...shown].join(', ')} FROM ${wanted} AS w WHERE NOT (${conditions.map((condition) => `(${condition})`).join(' AND ')}) LIMIT 1`,
  );
  if (row === undefined) return;
  const place = key.map((name, index) => `${name}=${row[`key_${index}`]}`).join(', ');
  const changes = compared.flatMap(({ column: { name, definition } }, index) =>
    row[`same_${index}`] === 1
      ? []
      : [`${name} ${definition} would change ${row[`raw_${index}`]} to ${row[`kept_${index}`]}`],
  );
  throw new AetherError('STEP_FAILED', `upsert ${target}: the row ${place}: ${changes.join('; ')}`, {
    hint: 'say in the select what is meant, such as ROUND(…, 2), CAST(… AS DATE) or RTRIM(…), or reject the record by a check before',
  });
}
