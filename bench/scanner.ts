/**
 * How fast records are scanned, and scanned, validated and encoded, beside csv-parse on the same bytes.
 *
 *     npx tsc -p bench && node .aether/bench/bench/scanner.js [--json] [--mib 64] [--runs 5]
 *
 * Figures are MiB per CPU second of this process (user and system), because CPU time is steadier than wall time on a
 * machine that is shared; runs of ours and theirs alternate, and medians are given.
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { parse } from 'csv-parse';
import { columnSpec } from '../src/lib/ingest/columns/column-spec.ts';
import { createRowBuffer, takeBlock } from '../src/lib/ingest/encode/row-buffer.ts';
import { type RowCompiler, compileRow } from '../src/lib/ingest/encode/row-compiler.ts';
import { dialectSpec } from '../src/lib/ingest/records/dialect-spec.ts';
import { type RecordScanner, createRecordScanner } from '../src/lib/ingest/records/record-scanner.ts';

const MIB = 1024 * 1024;
const CHUNK_BYTES = 256 * 1024;
const BLOCK_BYTES = MIB;

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    mib: { type: 'string', default: '64' },
    runs: { type: 'string', default: '5' },
  },
});

const dialect = dialectSpec.parse({ header: false });

/** Eight columns as they occur in a shop: keys, an enum, times in a local zone, money, text. */
const columns = [
  { name: 'order_item', type: 'integer', required: true, min: 1 },
  { name: 'order_key', type: 'text', charset: 'ascii', max_chars: 32, min_chars: 32, required: true },
  { name: 'status', type: 'enum', values: ['created', 'shipped', 'delivered', 'canceled'], required: true },
  { name: 'ordered_at', type: 'datetime', zone: 'America/Sao_Paulo', required: true },
  { name: 'price', type: 'decimal', precision: 12, scale: 2, min: 0 },
  { name: 'quantity', type: 'integer', min: 1, max: 1000 },
  { name: 'city', type: 'text', max_chars: 64 },
  { name: 'note', type: 'text', max_chars: 500 },
].map((spec, field) => ({ spec: columnSpec.parse(spec), field }));

/** A stream of numbers from 0 to below `bound`, the same in every run (Park and Miller's generator). */
function createDice(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (state * 48271) % 2147483647;
    return state % bound;
  };
}

function makeRecord(roll: (bound: number) => number, index: number): string {
  const pick = (words: readonly string[]): string => words[roll(words.length)] ?? '';
  const two = (bound: number, from = 0): string => String(from + roll(bound)).padStart(2, '0');
  const key = Array.from({ length: 4 }, () =>
    roll(2 ** 31)
      .toString(16)
      .padStart(8, '0'),
  ).join('');
  const time = `201${roll(9)}-${two(12, 1)}-${two(28, 1)} ${two(24)}:${two(60)}:${two(60)}`;
  const note = pick([
    '',
    '',
    'fast delivery',
    '"boxed, with a ""gift"" card"',
    '"left\r\nat the door"',
    'Ótimo 👍',
  ]);
  const city = pick(['são paulo', 'rio de janeiro', 'porto alegre', 'belo horizonte', 'brasília']);
  const status = pick(['created', 'shipped', 'delivered', 'canceled']);
  return `${index},${key},${status},${time},${roll(500)}.${two(100)},${1 + roll(9)},${city},${note}\n`;
}

function makeFile(bytes: number): Buffer {
  const roll = createDice(20_261_123);
  const records = Array.from({ length: 40_000 }, (_, index) => makeRecord(roll, index + 1));
  const block = Buffer.from(records.join(''));
  return Buffer.concat(Array.from({ length: Math.ceil(bytes / block.length) }, () => block));
}

function* chunksOf(file: Buffer): Generator<Buffer> {
  for (let at = 0; at < file.length; at += CHUNK_BYTES) yield file.subarray(at, at + CHUNK_BYTES);
}

/** Runs the scanner over a file and counts the records for which `take` is true. */
function drive(file: Buffer, take: (scanner: RecordScanner) => boolean): number {
  const scanner = createRecordScanner(dialect, { expectedFields: columns.length });
  let count = 0;
  const drain = (): void => {
    while (scanner.next()) if (take(scanner)) count += 1;
  };
  for (const chunk of chunksOf(file)) {
    scanner.feed(chunk);
    drain();
  }
  scanner.finish();
  drain();
  return count;
}

function scanAlone(file: Buffer): number {
  return drive(file, (scanner) => scanner.record.problem === 0);
}

function scanAndEncode(file: Buffer): number {
  const rows: RowCompiler = compileRow(columns, { dialect, leading: [7, 'recordNumber'] });
  const out = createRowBuffer(Buffer.allocUnsafeSlow(BLOCK_BYTES + 64 * 1024));
  return drive(file, (scanner) => {
    const accepted = rows.write(scanner.record, out);
    if (out.length > BLOCK_BYTES) takeBlock(out, out.bytes);
    return accepted;
  });
}

async function csvParse(file: Buffer): Promise<number> {
  const parser = parse();
  let count = 0;
  const done = new Promise<void>((resolve, reject) => {
    parser.on('readable', () => {
      while (parser.read() !== null) count += 1;
    });
    parser.on('end', resolve).on('error', reject);
  });
  for (const chunk of chunksOf(file)) {
    if (!parser.write(chunk)) await new Promise((resolve) => parser.once('drain', resolve));
  }
  parser.end();
  await done;
  return count;
}

/** MiB per CPU second of one run, which must find every record. */
async function speed(
  file: Buffer,
  expected: number,
  run: (file: Buffer) => number | Promise<number>,
): Promise<number> {
  const before = process.cpuUsage();
  const records = await run(file);
  const { user, system } = process.cpuUsage(before);
  if (records !== expected) throw new Error(`${run.name} found ${records} records of ${expected}`);
  return file.length / MIB / ((user + system) / 1e6);
}

function median(figures: readonly number[]): number {
  return figures.toSorted((left, right) => left - right)[Math.floor(figures.length / 2)] ?? 0;
}

async function main(): Promise<void> {
  const file = makeFile(Number(options.mib) * MIB);
  const small = file.subarray(0, file.indexOf('\n', 8 * MIB) + 1);
  const runs = Number(options.runs);
  const counted = scanAlone(file);
  const smallCounted = scanAlone(small);
  scanAndEncode(small);
  const speeds: Record<'scan' | 'encode' | 'theirs', number[]> = { scan: [], encode: [], theirs: [] };
  for (let run = 0; run < runs; run += 1) {
    speeds.scan.push(await speed(file, counted, scanAlone));
    speeds.theirs.push(await speed(small, smallCounted, csvParse));
    speeds.encode.push(await speed(file, counted, scanAndEncode));
  }
  const theirs = median(speeds.theirs);
  const figures = [
    { name: 'scan', ours: median(speeds.scan) },
    { name: 'scan, validate and encode 8 columns', ours: median(speeds.encode) },
  ].map(({ name, ours }) => ({ name, ours, theirs, ratio: ours / theirs, unit: 'MiB per CPU second', runs }));
  const machine = `${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}`;
  if (options.json) {
    console.log(JSON.stringify({ name: 'scanner', machine, figures }));
    return;
  }
  console.log(
    `${machine}; ${Math.round(file.length / MIB)} MiB, ${counted} records; csv-parse does the scan only`,
  );
  for (const { name, ours, ratio, unit } of figures) {
    console.log(
      `${name}: ${ours.toFixed(0)} ${unit}, csv-parse ${theirs.toFixed(0)}, ratio ${ratio.toFixed(1)}`,
    );
  }
}

await main();
