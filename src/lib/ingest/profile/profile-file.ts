import { basename } from 'node:path';
import { AetherError } from '../../core/errors.ts';
import type { Context } from '../../infra/context.ts';
import { inputFile } from '../input/find-files.ts';
import { readContent } from '../input/read-content.ts';
import { createDecoder } from '../records/create-decoder.ts';
import { dialectSpec } from '../records/dialect-spec.ts';
import { fieldTexts } from '../records/field-texts.ts';
import type { EncodingName } from '../records/encoding-names.ts';
import { createRecordScanner } from '../records/record-scanner.ts';
import { sniff, type Sniff } from '../records/sniff.ts';
import { structuralRule } from '../records/structural-problem.ts';
import { type ColumnProfile, type ColumnProfiler, createColumnProfiler } from './column-profile.ts';

/** What an undescribed file is like. */
export interface FileProfile {
  readonly fileName: string;
  readonly encoding: EncodingName;
  readonly delimiter: string;
  readonly hasHeader: boolean;
  readonly records: number;
  /** Records that are broken as a whole, by rule. */
  readonly broken: ReadonlyMap<string, number>;
  readonly columns: readonly ColumnProfile[];
}

const HEAD_BYTES = 1024 * 1024;

/** Reads a file once, in constant memory. Throws INPUT_FORMAT for what is not a delimited text. */
export async function profileFile(context: Pick<Context, 'signal'>, path: string): Promise<FileProfile> {
  const file = await inputFile('profile', path);
  const blocks = readContent(file, context.signal)[Symbol.asyncIterator]();
  const head: Buffer[] = [];
  let isWhole = false;
  for (let bytes = 0; bytes < HEAD_BYTES && !isWhole; bytes += head.at(-1)?.length ?? 0) {
    const next = await blocks.next();
    if (next.done === true) isWhole = true;
    else head.push(Buffer.from(next.value));
  }
  const seen = sniff(Buffer.concat(head), isWhole);
  const { encoding } = seen;
  if (encoding === undefined) {
    throw new AetherError('INPUT_FORMAT', `${path}: looks like binary data, not like text`);
  }
  const delimiter = seen.delimiters[0]?.delimiter ?? ',';
  const reader = createReader(seen, { encoding, delimiter });
  for (const block of head) reader.feed(block);
  for (let next = await blocks.next(); next.done !== true; next = await blocks.next())
    reader.feed(next.value);
  return { fileName: basename(path), encoding, delimiter, ...reader.finish() };
}

interface Reader {
  feed(block: Buffer): void;
  finish(): Pick<FileProfile, 'hasHeader' | 'records' | 'broken' | 'columns'>;
}

function createReader(
  seen: Sniff,
  how: { readonly encoding: EncodingName; readonly delimiter: string },
): Reader {
  const dialect = dialectSpec.parse({ delimiter: how.delimiter });
  const scanner = createRecordScanner(dialect);
  const decoder = createDecoder(how.encoding);
  const broken = new Map<string, number>();
  let skip = seen.bom?.bytes ?? 0;
  let columns: ColumnProfiler[] | undefined;
  let hasHeader = true;
  let records = 0;

  const begin = (first: readonly string[]) => {
    hasHeader = looksLikeHeader(first);
    columns = first.map((text, index) => createColumnProfiler(hasHeader ? text : `column_${index + 1}`));
    scanner.expectFields(first.length);
  };
  const take = () => {
    while (scanner.next()) {
      const texts = fieldTexts(scanner.record, dialect);
      if (columns === undefined) {
        begin(texts);
        if (hasHeader) continue;
      }
      records += 1;
      const rule = structuralRule(scanner.record.problem);
      if (rule === undefined) columns?.forEach((column, index) => column.add(texts[index] ?? ''));
      else broken.set(rule, (broken.get(rule) ?? 0) + 1);
    }
  };
  return {
    feed(block) {
      const content = block.subarray(Math.min(skip, block.length));
      skip -= block.length - content.length;
      scanner.feed(decoder === undefined ? content : decoder.decode(content));
      take();
    },
    finish() {
      const rest = decoder?.finish();
      if (rest !== undefined) scanner.feed(rest);
      scanner.finish();
      take();
      return { hasHeader, records, broken, columns: (columns ?? []).map((column) => column.result()) };
    },
  };
}

/** Names are not numbers, are not empty, and do not occur twice. */
function looksLikeHeader(texts: readonly string[]): boolean {
  const named = texts.every((text) => text.trim() !== '' && !/^[+-]?\d+([.,:/-]\d+)*$/.test(text.trim()));
  return named && new Set(texts).size === texts.length;
}
