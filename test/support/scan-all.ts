import type { Boundary, RecordView, SourceLength } from '../../src/lib/ingest/records/record-view.ts';
import type { DialectSpec } from '../../src/lib/ingest/records/dialect-spec.ts';
import { fieldTexts } from '../../src/lib/ingest/records/field-texts.ts';
import { createRecordScanner } from '../../src/lib/ingest/records/record-scanner.ts';
import { type StructuralRule, structuralRule } from '../../src/lib/ingest/records/structural-problem.ts';

/** A record with everything copied out of the scanner, for tests. */
export interface ScannedRecord {
  readonly fields: string[];
  readonly raw: string;
  readonly fieldCount: number;
  readonly recordNumber: number;
  readonly line: number;
  readonly byteOffset: number;
  readonly byteLength: number;
  readonly rule: StructuralRule | undefined;
}

export interface ScanResult {
  readonly records: ScannedRecord[];
  readonly boundaries: Boundary[];
  readonly blankLines: number;
  readonly blankBytes: number;
}

export interface ScanAllOptions {
  readonly chunkBytes?: number;
  /** Positions at which the bytes are cut; wins over `chunkBytes`. */
  readonly splits?: readonly number[];
  readonly start?: Boundary;
  readonly expectedFields?: number;
  readonly sourceLength?: SourceLength;
}

/** Scans a whole file in the chunks asked for. */
export function scanAll(bytes: Buffer, dialect: DialectSpec, options: ScanAllOptions = {}): ScanResult {
  const scanner = createRecordScanner(dialect, options);
  const records: ScannedRecord[] = [];
  const boundaries = [scanner.boundary()];
  const drain = () => {
    while (scanner.next()) {
      records.push(copyRecord(scanner.record, dialect));
      boundaries.push(scanner.boundary());
    }
  };
  for (const chunk of cut(bytes, options)) {
    scanner.feed(chunk);
    drain();
  }
  scanner.finish();
  drain();
  const used = records.reduce((sum, record) => sum + record.byteLength, 0);
  const blankBytes = scanner.boundary().byteOffset - (options.start?.byteOffset ?? 0) - used;
  return { records, boundaries, blankLines: scanner.blankLines(), blankBytes };
}

function cut(bytes: Buffer, { chunkBytes = 64, splits }: ScanAllOptions): Buffer[] {
  const points =
    splits ?? Array.from({ length: Math.ceil(bytes.length / chunkBytes) }, (_, i) => i * chunkBytes);
  const edges = [0, ...points, bytes.length];
  return edges.slice(1).map((edge, index) => bytes.subarray(edges[index], edge));
}

function copyRecord(record: RecordView, dialect: DialectSpec): ScannedRecord {
  const fields = fieldTexts(record, dialect);
  const { fieldCount, recordNumber, line, byteOffset, byteLength } = record;
  const raw = record.buffer.toString('latin1', record.start, record.end);
  return {
    fields,
    raw,
    fieldCount,
    recordNumber,
    line,
    byteOffset,
    byteLength,
    rule: structuralRule(record.problem),
  };
}
