import { didYouMean } from '../../core/suggest.ts';
import type { ConfigPath } from '../../infra/config/problem.ts';
import type { Work } from './compile-work.ts';
import type { Expiry, Level } from './compiled-mapping.ts';
import type { CollectionSpec } from './mapping-schema.ts';

/** MongoDB's limit for one collection, that of _id included. */
const MOST_INDEXES = 64;

/** What an index asks for and the documents do not have is a remark. Returns what its TTL index deletes. */
export function checkIndexes(
  { indexes }: Pick<CollectionSpec, 'indexes'>,
  root: Level,
  at: ConfigPath,
  { remarks }: Work,
): Expiry | null {
  const path = [...at, 'indexes'];
  if (indexes.length >= MOST_INDEXES) {
    const message = `MongoDB allows ${MOST_INDEXES} indexes for a collection, that of _id included`;
    remarks.push({ path, message });
  }
  const expiries = indexes.flatMap(({ keys, where, expire_after: seconds }, index) => {
    for (const [part, fields] of [
      ['keys', keys],
      ['where', where ?? {}],
    ] as const)
      for (const field of Object.keys(fields)) {
        const problem = fieldProblem(root, field);
        if (problem !== undefined) remarks.push({ path: [...path, index, part, field], message: problem });
      }
    if (seconds === undefined) return [];
    const expiry = expiryOf(root, Object.keys(keys), seconds);
    if (typeof expiry !== 'string') return [expiry];
    remarks.push({ path: [...path, index, 'expire_after'], message: expiry });
    return [];
  });
  if (expiries.length > 1)
    remarks.push({ path, message: 'one index with expire_after is what a collection can have' });
  return expiries[0] ?? null;
}

/** An index on a field that is nowhere is allowed by MongoDB, and finds nothing. */
function fieldProblem(level: Level, path: string): string | undefined {
  const [first = '', ...rest] = path.split('.');
  const child = level.children.find(({ field }) => field === first);
  if (child !== undefined) return rest.length === 0 ? undefined : fieldProblem(child, rest.join('.'));
  const fields = [...level.columns, ...level.guarded].map(({ field }) => field);
  if (rest.length === 0 && fields.includes(first)) return undefined;
  return `no document has the field "${path}"${didYouMean(first, [...fields, ...level.children.map(({ field }) => field)])}`;
}

function expiryOf(root: Level, fields: readonly string[], seconds: number): Expiry | string {
  const [field = ''] = fields;
  const mapped = root.columns.find((one) => one.field === field);
  if (
    fields.length !== 1 ||
    mapped === undefined ||
    !/^(?:date|datetime|timestamp)$/.test(mapped.column.dataType)
  )
    return 'a TTL index has one field, a date of the root';
  return { field, column: mapped.column.name, seconds };
}
