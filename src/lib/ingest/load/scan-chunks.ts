import { compileRow, type RowCompiler } from '../encode/row-compiler.ts';
import { createRowBuffer, takeBlock } from '../encode/row-buffer.ts';
import type { Violation } from '../columns/violation.ts';
import type { Input } from '../input/input.ts';
import { type FedScanner, readRecordBlocks } from '../input/read-records.ts';
import type { Boundary, RecordView } from '../records/record-view.ts';
import type { BlockPool } from './block-pool.ts';
import type { Chunk, EarlierChunk, RejectedRecord } from './chunk.ts';
import type { CommittedRange } from './chunk-ledger.ts';
import { createCommittedCursor } from './committed-cursor.ts';
import { createEarlierCursor } from './earlier-cursor.ts';
import { type KnownRecords, NOTHING_KNOWN } from './replay/known-records.ts';
import { createReplayedRecords, type RecordsOfReplay } from './replay/replayed-records.ts';
import { createRuleCounter, type RuleCounter } from './rule-counts.ts';

export interface ScanOptions {
  readonly chunkBytes: number;
  /** Chunks that an earlier run has committed: they are passed over. */
  readonly committed: readonly CommittedRange[];
  /** Chunks of earlier deliveries: the same records make a chunk here too. */
  readonly earlier?: readonly EarlierChunk[] | undefined;
  /** What the ledger knows of the records of a replay. */
  readonly replayed?: KnownRecords | undefined;
  readonly blocks: BlockPool;
  readonly signal: AbortSignal;
}

/** A chunk ends here too: a file that is all rejects would otherwise keep millions of them in memory. */
const MOST_REJECTS = 5000;

/** Rows are handed to the driver in blocks of this size, so that the sockets are served between two of them. */
const BLOCK_BYTES = 256 * 1024;

/** Room for the row that goes over the mark; a longer one makes the block grow. */
const SPARE_BYTES = 32 * 1024;

export const ROW_BLOCK_BYTES = BLOCK_BYTES + SPARE_BYTES;

/** Reads a file once, checks every record, and gives the chunks that are not committed yet, ready to load. */
export async function* scanChunks(input: Input, options: ScanOptions): AsyncGenerator<Chunk> {
  const cutter = createCutter(input, options);
  for await (const scanner of readRecordBlocks(input, options.signal)) {
    while (scanner.next()) {
      const before = cutter.cutBefore(scanner.record);
      if (before !== undefined) yield before;
      const full = cutter.take(scanner);
      if (full !== undefined) yield full;
    }
    const rest = scanner.isFinished ? cutter.finish(scanner.boundary()) : undefined;
    if (rest !== undefined) yield rest;
  }
}

interface ChunkCutter {
  /** The open chunk, if it ends before the record: where a committed or an earlier one begins. */
  cutBefore(record: RecordView): Chunk | undefined;
  /** Takes a record into the open chunk, or passes it over if it is committed; returns a chunk that is full now. */
  take(scanner: FedScanner): Chunk | undefined;
  /** The open chunk at the end of the file. */
  finish(end: Boundary): Chunk | undefined;
}

function createCutter(input: Input, { chunkBytes, blocks, ...options }: ScanOptions): ChunkCutter {
  const committed = createCommittedCursor(options.committed);
  const earlierChunks = createEarlierCursor(options.earlier ?? []);
  const row = compileRow(input.columns, {
    dialect: input.spec.dialect,
    leading: ['recordNumber'],
    lookups: input.lookups,
    encoding: input.encoding,
  });
  let builder: ChunkBuilder | undefined;
  let earlier: EarlierChunk | undefined;
  let isCommitted = false;
  let lastEnd = 0;

  function finish(end: Boundary): Chunk | undefined {
    const chunk = builder?.finish(end);
    builder = undefined;
    return chunk && { ...chunk, earlier };
  }
  return {
    cutBefore(record) {
      isCommitted = committed.covers(record);
      const next = earlierChunks.at(record.recordNumber);
      const ends = isCommitted || next !== earlier;
      const chunk = ends ? finish({ ...startOf(record), byteOffset: lastEnd }) : undefined;
      earlier = next;
      return chunk;
    },
    take(scanner) {
      if (isCommitted) return undefined;
      const { record } = scanner;
      builder ??= createChunkBuilder(startOf(record), {
        no: committed.takeNo(),
        row,
        pool: blocks,
        replay: input.originOf && createReplayedRecords(input, options.replayed ?? NOTHING_KNOWN),
      });
      builder.take(scanner);
      lastEnd = record.byteOffset + record.byteLength;
      const isFull = lastEnd - builder.start.byteOffset >= chunkBytes || builder.isFull();
      const ends = earlier === undefined ? isFull : record.recordNumber === earlier.lastRecord;
      return ends ? finish(scanner.boundary()) : undefined;
    },
    finish,
  };
}

function startOf({ byteOffset, line, recordNumber }: RecordView): Boundary {
  return { byteOffset, line, recordNumber };
}

interface ChunkBuilder {
  readonly start: Boundary;
  take(scanner: FedScanner): void;
  /** It holds as many rejects as one may. */
  isFull(): boolean;
  finish(end: Boundary): Chunk;
}

interface ChunkParts {
  readonly no: number;
  readonly row: RowCompiler;
  readonly pool: BlockPool;
  readonly replay: RecordsOfReplay | undefined;
}

function createChunkBuilder(start: Boundary, { no, row, pool, replay }: ChunkParts): ChunkBuilder {
  const out = createRowBuffer(pool.take());
  const blocks: Buffer[] = [];
  const rejects: RejectedRecord[] = [];
  const rules = createRuleCounter();
  let parsed = 0;
  let accepted = 0;
  return {
    start,
    take(scanner) {
      const { record } = scanner;
      parsed += 1;
      if (replay?.takes(scanner, { rejects, rules }) === true) return;
      if (row.write(record, out)) accepted += 1;
      else rejects.push(rejectedRecord(scanner, row.violations()));
      const violations = row.violations();
      if (violations.length > 0) countRules(rules, record, violations);
      if (out.length >= BLOCK_BYTES) blocks.push(takeBlock(out, pool.take()));
    },
    isFull: () => rejects.length + (replay?.records.skipped.length ?? 0) >= MOST_REJECTS,
    finish(end) {
      // The last row may have filled a block to its end; an empty one would say that the file ends.
      if (out.length > 0) blocks.push(out.bytes.subarray(0, out.length));
      else pool.release([out.bytes]);
      const rest = { rejects, rules: rules.counts(), replay: replay?.records };
      return { no, start, end, parsed, accepted, blocks, ...rest };
    },
  };
}

function countRules(rules: RuleCounter, record: RecordView, violations: readonly Violation[]): void {
  for (const { rule, column, action } of violations) {
    rules.add({
      rule,
      column: column ?? null,
      action: action === 'reject' ? 'reject' : 'warn',
      record: record.recordNumber,
      line: record.line,
    });
  }
}

/** Keeps what the scanner only lends. */
function rejectedRecord(scanner: FedScanner, violations: readonly Violation[]): RejectedRecord {
  const { record } = scanner;
  return {
    recordNumber: record.recordNumber,
    line: record.line,
    byteOffset: record.byteOffset,
    violations: violations
      .filter(({ action }) => action === 'reject')
      .map(({ rule, column, reason }) => ({ rule, column: column ?? null, reason })),
    raw: scanner.rawRecord(),
  };
}
