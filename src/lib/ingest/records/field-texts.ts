import type { DialectSpec } from './dialect-spec.ts';
import { FieldFlag, MAX_FIELDS, type RecordView } from './record-view.ts';
import { createUnescaper } from './unescape-field.ts';

/** The fields of a record as strings, quotes and escapes undone; for headers and samples, not for every record. */
export function fieldTexts(record: RecordView, dialect: DialectSpec): string[] {
  const unescape = createUnescaper(dialect);
  return Array.from({ length: Math.min(record.fieldCount, MAX_FIELDS) }, (_, field) => {
    const start = record.fieldStart[field] ?? 0;
    const end = record.fieldEnd[field] ?? 0;
    const isEscaped = ((record.fieldFlags[field] ?? 0) & FieldFlag.ESCAPED) !== 0;
    if (!isEscaped) return record.buffer.toString('utf8', start, end);
    const into = Buffer.alloc(end - start);
    return into.toString('utf8', 0, unescape(record.buffer, start, end, into));
  });
}
