import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { AetherError, systemErrorCode } from '../../core/errors.ts';
import type { IngestRun } from '../ingest-run.ts';
import type { Input } from '../input/input.ts';
import type { KnownFile } from '../load/register-files.ts';
import type { DialectSpec } from '../records/dialect-spec.ts';
import { byteOrderMark, textEncoder } from '../records/encode-text.ts';
import type { EncodingName } from '../records/encoding-names.ts';
import { DUPLICATE_RULE } from '../stage/discard-duplicates.ts';
import { annotationsOf } from './annotations.ts';
import { openRejects, type RejectRow } from './open-rejects.ts';
import { REJECT_COLUMNS, REJECTS_SUFFIX } from './reject-columns.ts';

/**
 * Writes the rejected records of a file to `rejects/<run id>/` in the state directory, out of the run's own folder, which
 * may be pruned while somebody corrects them: as they are in the file, in its own encoding and dialect, with what is wrong
 * in front of each. Returns the path; null where there are none, and then no file is made. Also of a file that was
 * loaded before: the run that rejected them may have died before it wrote them out. Throws FILE_UNWRITABLE.
 */
export async function writeRejectsFile(
  {
    context,
    connection,
    databases,
    isReplay,
  }: Pick<IngestRun, 'context' | 'connection' | 'databases' | 'isReplay'>,
  { input, file: { fileId } }: KnownFile,
): Promise<string | null> {
  // The rejects of rejects are those of the same file: one name, and one set of annotations.
  const name = isReplay ? input.file.name : `${input.file.name}${REJECTS_SUFFIX}`;
  const path = join(context.stateDir, 'rejects', context.runId, name);
  const discardRule = input.spec.duplicates.startsWith('keep') ? DUPLICATE_RULE : '';
  const rejects = openRejects(connection, { meta: databases.meta, fileId, discardRule });
  const first = await rejects.next();
  if (first.done === true) return null;
  const toOriginal = isReplay ? annotationsOf(input).cut : (bytes: Buffer) => bytes;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const lines = fileLines(input, fileId, { rejects: chain(first.value, rejects), toOriginal });
    await pipeline(lines, createWriteStream(path, { mode: 0o600 }));
  } catch (thrown) {
    throw unwritable(path, thrown);
  }
  return path;
}

async function* chain<Item>(first: Item, rest: AsyncIterable<Item>): AsyncGenerator<Item> {
  yield first;
  yield* rest;
}

async function* fileLines(
  { spec: { dialect }, encoding: { name: encoding }, header }: Input,
  fileId: number,
  {
    rejects,
    toOriginal,
  }: {
    readonly rejects: AsyncIterable<RejectRow>;
    /** Makes of the header or a record what follows the annotations. */
    readonly toOriginal: (bytes: Buffer) => Buffer;
  },
): AsyncGenerator<Buffer> {
  const toLine = lineWriter({ dialect, encoding });
  yield byteOrderMark(encoding);
  if (header !== null) yield toLine(REJECT_COLUMNS, toOriginal(header));
  for await (const { record, line, rule, column, reason, raw } of rejects) {
    const annotations = [String(fileId), String(record), String(line), rule, column, reason];
    yield toLine(annotations, toOriginal(raw));
  }
}

/** Errors of the database are passed on as they are. */
function unwritable(path: string, thrown: unknown): unknown {
  const code = systemErrorCode(thrown);
  if (thrown instanceof AetherError || code === undefined) return thrown;
  return new AetherError('FILE_UNWRITABLE', `${path}: cannot be written (${code})`, {
    cause: thrown,
    hint: 'the rejects are in the ledger: make room and run the same command again',
  });
}

/** Lines of a rejects file: annotations quoted as the dialect has it, then the bytes of the record, untouched. */
function lineWriter({
  dialect,
  encoding,
}: {
  readonly dialect: DialectSpec;
  readonly encoding: EncodingName;
}) {
  const encode = textEncoder(encoding);
  const quote = dialect.quote ?? '';
  const end = encode(dialect.record_end === 'auto' ? '\n' : dialect.record_end);
  const cell = (text: string) => {
    const oneLine = text.replaceAll(/[\r\n]+/g, ' ');
    if (quote === '') return oneLine.replaceAll(dialect.delimiter, ' ');
    return `${quote}${oneLine.replaceAll(quote, quote + quote)}${quote}`;
  };
  return (annotations: readonly string[], record: Buffer): Buffer =>
    Buffer.concat([encode([...annotations.map(cell), ''].join(dialect.delimiter)), record, end]);
}
