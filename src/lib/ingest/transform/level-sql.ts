import { quoteName, quoteQualified } from '../../infra/mariadb/identifiers.ts';
import type { SelfReference } from '../target/self-references.ts';
import { type UpsertRequest, upsertStatements } from './upsert-sql.ts';

/**
 * The statement that inserts the rows wanted whose parents are in the target, or that have none; null for a target without
 * a foreign key to itself. Run until it inserts nothing, it inserts level after level.
 */
export function levelStatement(request: UpsertRequest, references: readonly SelfReference[]): string | null {
  if (references.length === 0) return null;
  const { insertMissing } = upsertStatements(request);
  const target = quoteQualified(request.database, request.target);
  const given = new Set(request.columns.map(({ name }) => name.toLowerCase()));
  const conditions = references.map(({ pairs, parentKey }) => {
    const isNull = pairs.map(({ child }) => `w.${quoteName(child)} IS NULL`);
    const isParent = pairs.map(({ child, parent }) => `p.${quoteName(parent)} = w.${quoteName(child)}`);
    const exists = `EXISTS (SELECT 1 FROM ${target} AS p FORCE INDEX (${quoteName(parentKey)}) WHERE ${isParent.join(' AND ')})`;
    const ownParent = pairs.every(({ parent }) => given.has(parent.toLowerCase()))
      ? [pairs.map(({ child, parent }) => `w.${quoteName(child)} = w.${quoteName(parent)}`).join(' AND ')]
      : [];
    return `(${[...isNull, ...ownParent, exists].join(' OR ')})`;
  });
  return [insertMissing, ...conditions].join('\n  AND ');
}
