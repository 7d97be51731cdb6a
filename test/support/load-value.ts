import { columnSpec } from '../../src/lib/ingest/columns/column-spec.ts';
import type { Lookups } from '../../src/lib/ingest/columns/value-checks.ts';
import type { Violation } from '../../src/lib/ingest/columns/violation.ts';
import { createRowBuffer } from '../../src/lib/ingest/encode/row-buffer.ts';
import { compileRow } from '../../src/lib/ingest/encode/row-compiler.ts';
import { dialectSpec } from '../../src/lib/ingest/records/dialect-spec.ts';
import { createRecordScanner } from '../../src/lib/ingest/records/record-scanner.ts';

export interface LoadedValue {
  /** As it stands in the row, escapes and all; undefined where the record is rejected. */
  readonly loaded: string | undefined;
  readonly rules: readonly string[];
  readonly violations: readonly Violation[];
}

const dialect = dialectSpec.parse({ header: false });

/** Takes one value through the scanner and a column, as the second field of a file. */
export function loadValue(
  column: Record<string, unknown>,
  value: string | Buffer,
  { quoted = true, lookups }: { quoted?: boolean; lookups?: Lookups } = {},
): LoadedValue {
  const field = quoted ? quote(Buffer.from(value)) : Buffer.from(value);
  const scanner = createRecordScanner(dialect);
  scanner.feed(Buffer.concat([Buffer.from('x,'), field, Buffer.from('\n')]));
  scanner.next();
  const spec = columnSpec.parse({ name: 'value', ...column });
  const row = compileRow([{ spec, field: 1 }], lookups === undefined ? { dialect } : { dialect, lookups });
  const out = createRowBuffer(Buffer.alloc(16));
  const accepted = row.write(scanner.record, out);
  const violations = row.violations();
  const loaded = accepted ? out.bytes.toString('utf8', 0, out.length - 1) : undefined;
  return {
    loaded,
    violations,
    rules: violations.map(({ rule, action }) => (action === 'reject' ? rule : `${rule}/${action}`)),
  };
}

function quote(value: Buffer): Buffer {
  return Buffer.from(`"${value.toString('latin1').replaceAll('"', '""')}"`, 'latin1');
}
