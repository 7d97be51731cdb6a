import { didYouMean } from '../../core/suggest.ts';
import type { ConfigPath } from '../../infra/config/problem.ts';
import { quoteName, quoteQualified } from '../../infra/mariadb/identifiers.ts';
import type { ColumnFacts, TableFacts } from '../types/column-facts.ts';
import { type DocumentType, documentTypeOf } from '../types/document-type.ts';
import { compileExpression } from './compile-expression.ts';
import { INTEGERS, isPersonal, type Work } from './compile-work.ts';
import type { Computed, MappedColumn } from './compiled-mapping.ts';
import type { ComputedSpec } from './computed-spec.ts';
import type { ArraySpec, LevelSpec } from './mapping-schema.ts';

/** The computed fields of a level. What is not a function of the rows alone, or shows personal data, is a remark. */
export function compileComputed(
  spec: LevelSpec,
  table: TableFacts,
  path: ConfigPath,
  work: Work,
): MappedColumn[] {
  return Object.entries(spec.computed).flatMap(([field, computed]) => {
    const compiled = compileOne(computed, { spec, table, work });
    if (typeof compiled !== 'string')
      return [{ field, ...compiled, column: { ...compiled.column, name: `=${field}` } }];
    work.remarks.push({ path: [...path, 'computed', field], message: compiled });
    return [];
  });
}

type Compiled = Pick<MappedColumn, 'column' | 'type'> & { readonly computed: Computed };

interface Level {
  readonly spec: LevelSpec;
  readonly table: TableFacts;
  readonly work: Work;
}

const DATA_TYPES = { integer: 'bigint', decimal: 'decimal', string: 'varchar' } as const;

function compileOne(computed: ComputedSpec, level: Level): Compiled | string {
  if ('sql' in computed) {
    const sql = compileExpression(computed.sql, level.table, level.spec);
    if (typeof sql === 'string') return sql;
    return { ...typed(DATA_TYPES[computed.as]), computed: { isAggregate: false, sql: sql.of } };
  }
  const [name = '', columnName] = 'count' in computed ? [computed.count] : splitOnce(computed.sum);
  const array = level.spec.arrays[name];
  if (array === undefined)
    return `"${name}" is not an array of this level${didYouMean(name, Object.keys(level.spec.arrays))}`;
  if (columnName === undefined)
    return { ...typed('bigint'), computed: { isAggregate: true, sql: overRows(array, () => 'COUNT(*)') } };
  return compileSum(array, columnName, level.work);
}

function compileSum(array: ArraySpec, columnName: string, { tables }: Work): Compiled | string {
  const table = tables.get(array.table);
  const column = table?.columns.find(({ name }) => name === columnName);
  if (table === undefined || column === undefined) return `${array.table} has no column "${columnName}"`;
  if (isPersonal(table, columnName, array)) return `${array.table}.${columnName} is personal data`;
  const isInteger = INTEGERS.has(column.dataType);
  if (!isInteger && column.dataType !== 'decimal')
    return `${columnName} is ${column.dataType}: only integers and decimals have an exact sum`;
  const sum = (alias: string) => `COALESCE(SUM(${alias}.${quoteName(columnName)}), 0)`;
  return {
    ...typed(isInteger ? 'bigint' : 'decimal'),
    computed: { isAggregate: true, sql: overRows(array, sum) },
  };
}

function overRows(array: ArraySpec, what: (alias: string) => string): Computed['sql'] {
  return (alias, database) => {
    const inner = `${alias}x`;
    const on = Object.entries(array.on).map(
      ([own, parent]) => `${inner}.${quoteName(own)} = ${alias}.${quoteName(parent)}`,
    );
    return `(SELECT ${what(inner)} FROM ${quoteQualified(database, array.table)} AS ${inner} WHERE ${on.join(' AND ')})`;
  };
}

function typed(dataType: string): { readonly column: ColumnFacts; readonly type: DocumentType } {
  const column: ColumnFacts = {
    name: '',
    dataType,
    columnType: dataType,
    isNullable: true,
    collation: null,
    precision: null,
    timePrecision: null,
  };
  const type = documentTypeOf(column);
  // The three types of an expression all have one.
  return { column, type: type as DocumentType };
}

function splitOnce(text: string): [string, string] {
  const at = text.indexOf('.');
  return [text.slice(0, at), text.slice(at + 1)];
}
