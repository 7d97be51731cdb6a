import { didYouMean } from '../../core/suggest.ts';
import type { ConfigPath } from '../../infra/config/problem.ts';
import type { ColumnFacts, TableFacts } from '../types/column-facts.ts';
import { documentTypeOf } from '../types/document-type.ts';
import { compileComputed } from './compile-computed.ts';
import type { Work } from './compile-work.ts';
import type { Guard, GuardedColumn, MappedColumn } from './compiled-mapping.ts';
import type { LevelSpec } from './mapping-schema.ts';
import type { PiiAction } from './pii-action.ts';

export interface Place {
  readonly path: ConfigPath;
  /** Columns that equal one of the parent. */
  readonly isOn: ReadonlySet<string>;
  /** Of the root. */
  readonly key?: string;
}

export interface LevelColumns {
  readonly columns: readonly MappedColumn[];
  readonly guarded: readonly GuardedColumn[];
}

/** The columns of a level and its computed fields. Personal data without a decision, or of a type that would lose some of a value, is a remark. */
export function compileColumns(spec: LevelSpec, table: TableFacts, place: Place, work: Work): LevelColumns {
  checkNames(spec, table, place, work);
  const columns: MappedColumn[] = [];
  const guarded: GuardedColumn[] = [];
  for (const column of table.columns.filter((one) => isTaken(one.name, spec, place))) {
    const action = spec.pii[column.name];
    if (action === 'drop') continue;
    if (table.personal.has(column.name) && action === undefined) {
      const message = `${table.name}.${column.name} is or may be personal data: decide with pii: { ${column.name}: drop }, another action or none`;
      work.remarks.push({ path: [...place.path, 'table'], message });
    }
    const compiled = compileColumn(column, fieldOf(column.name, spec, place), action);
    if (typeof compiled === 'string') {
      const at = isReplaced(action) ? ['pii', column.name] : ['table'];
      work.remarks.push({
        path: [...place.path, ...at],
        message: `${table.name}.${column.name}: ${compiled}`,
      });
    } else if ('guard' in compiled) guarded.push(compiled);
    else columns.push(compiled);
  }
  columns.push(...compileComputed(spec, table, place.path, work));
  checkFields(spec, [...columns, ...guarded], place.path, work);
  return { columns, guarded };
}

/** Whether a column is taken over, apart from what its personal data asks for. */
export function isTaken(name: string, spec: LevelSpec, { isOn, key }: Omit<Place, 'path'>): boolean {
  if (isOn.has(name) || spec.omit.includes(name)) return false;
  return spec.take === undefined || name === key || spec.take.includes(name);
}

function fieldOf(name: string, spec: LevelSpec, { key }: Place): string {
  return name === key ? '_id' : (spec.rename[name] ?? name);
}

type Replacing = Exclude<PiiAction, 'drop' | 'none'>;

function isReplaced(action: PiiAction | undefined): action is Replacing {
  return action !== undefined && action !== 'none' && action !== 'drop';
}

function compileColumn(
  column: ColumnFacts,
  field: string,
  action: PiiAction | undefined,
): MappedColumn | GuardedColumn | string {
  return isReplaced(action) ? compileGuarded(column, field, action) : compilePlain(column, field);
}

function compilePlain(column: ColumnFacts, field: string): MappedColumn | string {
  const type = documentTypeOf(column);
  return typeof type === 'string' ? type : { column, field, type };
}

const DAYS: ReadonlySet<string> = new Set(['date', 'datetime', 'timestamp']);

function compileGuarded(column: ColumnFacts, field: string, action: Replacing): GuardedColumn | string {
  const guard: Guard =
    typeof action === 'object'
      ? { action: 'token', domain: action.token }
      : action === 'token'
        ? { action, domain: column.name.toLowerCase() }
        : { action };
  // Whether there is a value can be seen of every type.
  if (guard.action === 'redact')
    return { column, field, guard, text: (name) => `IF(${name} IS NULL, NULL, 1)` };
  const type = documentTypeOf(column);
  if (typeof type === 'string') return type;
  if (guard.action !== 'token' && !DAYS.has(column.dataType))
    return `${guard.action} needs a date; use token, redact or drop`;
  return { column, field, guard, text: type.text };
}

/** A misspelt column would silently be taken over, or not be protected. */
function checkNames(spec: LevelSpec, table: TableFacts, { path, isOn, key }: Place, { remarks }: Work): void {
  const known = table.columns.map(({ name }) => name);
  const check = (column: string, at: ConfigPath) => {
    if (known.includes(column)) return;
    const message = `${table.name} has no column "${column}"${didYouMean(column, known)}`;
    remarks.push({ path: at, message });
  };
  spec.omit.forEach((column, index) => check(column, [...path, 'omit', index]));
  spec.take?.forEach((column, index) => check(column, [...path, 'take', index]));
  for (const part of ['rename', 'pii'] as const)
    for (const column of Object.keys(spec[part])) check(column, [...path, part, column]);
  for (const [column, action] of Object.entries(spec.pii)) {
    if (action === 'none' || (column !== key && !isOn.has(column))) continue;
    const why = column === key ? 'becomes _id' : 'is not repeated: its parent has the value';
    remarks.push({ path: [...path, 'pii', column], message: `${column} ${why}; "none" is what it can be` });
  }
}

/** `_us` holds the microseconds of a moment; `_v` says which run wrote a document. */
function checkFields(
  spec: LevelSpec,
  mapped: readonly (MappedColumn | GuardedColumn)[],
  path: ConfigPath,
  { remarks }: Work,
): void {
  const fields = [
    ...mapped.flatMap((one) =>
      'type' in one && one.type.bson.startsWith('Date,') ? [one.field, `${one.field}_us`] : [one.field],
    ),
    ...Object.keys(spec.documents),
    ...Object.keys(spec.arrays),
  ];
  for (const field of new Set(fields.filter((name, index) => fields.indexOf(name) !== index))) {
    remarks.push({ path, message: `two values would become the field "${field}": rename one` });
  }
  for (const field of fields.filter((name) => /^\$|\.|^_v$|^_archived$/.test(name))) {
    remarks.push({ path, message: `"${field}" cannot be the name of a field: rename the column` });
  }
}
