import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import iconv from 'iconv-lite';
import { ENCODING_NAMES, type EncodingName } from '../../src/lib/ingest/records/encoding-names.ts';
import { ENCODING_SAMPLES } from './encoding-samples.ts';

/** How the bytes of a file are to be read, as the `dialect` of a source says it. */
export interface RandomDialect {
  readonly delimiter: string;
  readonly quote: string | null;
  readonly escape: 'none' | 'backslash';
  readonly record_end: string;
  readonly header: boolean;
}

/** A file that has one meaning, whoever reads it. */
export interface RandomFile {
  readonly dialect: RandomDialect;
  readonly encoding: EncodingName;
  readonly columns: number;
  readonly bomBytes: number;
  readonly text: string;
  readonly bytes: Buffer;
}

const DELIMITERS = [',', ';', '\t', '|', '|~|', '::'];
const KIB = 1024;
/** Reads of a file, blocks of rows, packets: see BLOCK_BYTES in file-blocks.ts and scan-chunks.ts, and infile-packets.ts. */
const BOUNDARIES = [64 * KIB, 256 * KIB, 288 * KIB, 512 * KIB];

const dialect: fc.Arbitrary<RandomDialect> = fc
  .record({
    delimiter: fc.constantFrom(...DELIMITERS),
    quote: fc.constantFrom('"', "'", null),
    escape: fc.constantFrom('none' as const, 'none' as const, 'backslash' as const),
    record_end: fc.constantFrom('auto', '\n', '\r\n', '|\n'),
    header: fc.boolean(),
  })
  .filter(({ delimiter, record_end }) => !(delimiter.startsWith('|') && record_end.startsWith('|')));

interface Field {
  readonly value: string;
  readonly quoted: boolean;
}

/** Files of every dialect and encoding, a tenth of them with a size around a boundary. */
export const randomFile: fc.Arbitrary<RandomFile> = fc
  .record({
    dialect,
    encoding: fc.constantFrom(...ENCODING_NAMES),
    columns: fc.integer({ min: 1, max: 4 }),
    hasBom: fc.boolean(),
  })
  .chain((kind) => {
    const { delimiter, quote, record_end } = kind.dialect;
    const special = [
      ...Array.from(delimiter + (quote ?? '') + record_end),
      '\n',
      '\r',
      '\\',
      '\t',
      ' ',
      '"',
      "'",
      'N',
      '\u001a',
    ];
    const encodable = (characters: readonly string[]) =>
      fc.constantFrom(...characters.filter((character) => isEncodable(character, kind.encoding)));
    const unit = fc.oneof(encodable(special), encodable(Array.from(ENCODING_SAMPLES[kind.encoding])));
    const field = fc.record({ value: fc.string({ unit, maxLength: 8 }), quoted: fc.boolean() });
    return fc.record({
      kind: fc.constant(kind),
      records: fc.array(fc.array(field, { minLength: kind.columns, maxLength: kind.columns }), {
        minLength: 1,
        maxLength: 12,
      }),
      end: fc.constantFrom('\n', '\r\n', '\r'),
      isEndless: fc.boolean(),
      boundary: fc.oneof(
        { weight: 9, arbitrary: fc.constant(null) },
        { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...BOUNDARIES), fc.integer({ min: -3, max: 3 })) },
      ),
    });
  })
  .map(({ kind, records, end, isEndless, boundary }) => {
    const mark = kind.dialect.record_end === 'auto' ? end : kind.dialect.record_end;
    const header = kind.dialect.header ? [headerOf(kind.columns)] : [];
    const render = (all: readonly (readonly Field[])[]) => {
      const lines = all.map((fields) => fields.map((field) => renderField(field, kind.dialect)));
      const whole = lines.map((fields) => fields.join(kind.dialect.delimiter) + mark).join('');
      return isEndless ? whole.slice(0, -mark.length) : whole;
    };
    const bom =
      kind.hasBom && kind.encoding.startsWith('utf-') ? encode('\uFEFF', kind.encoding) : Buffer.alloc(0);
    const toBytes = (text: string) => Buffer.concat([bom, encode(text, kind.encoding)]);
    const plain = [...header, ...records];
    const missing = boundary === null ? 0 : boundary[0] + boundary[1] - toBytes(render(plain)).length;
    const filler = 'y'.repeat(Math.max(0, Math.floor(missing / encode('y', kind.encoding).length)));
    const text = render(filler === '' ? plain : withFiller(plain, filler));
    return { ...kind, bomBytes: bom.length, text, bytes: toBytes(text) };
  })
  // An empty file is refused before it is read.
  .filter(({ bytes }) => bytes.length > 0);

function headerOf(columns: number): Field[] {
  return Array.from({ length: columns }, (_, index) => ({ value: `c${index + 1}`, quoted: false }));
}

/** Makes the first field of the last record longer. */
function withFiller(records: readonly (readonly Field[])[], filler: string): readonly (readonly Field[])[] {
  const [{ value, quoted } = { value: '', quoted: false }, ...others] = records.at(-1) ?? [];
  return [...records.slice(0, -1), [{ value: value + filler, quoted }, ...others]];
}

/** Without quotes a field holds nothing that could be read in two ways. */
function renderField(
  { value, quoted }: Field,
  { delimiter, quote, escape, record_end }: RandomDialect,
): string {
  if (quoted && quote !== null) {
    const escaped =
      escape === 'backslash'
        ? value.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`)
        : value.replaceAll(quote, quote + quote);
    return quote + escaped + quote;
  }
  const ends = record_end === 'auto' ? '\r\n' : record_end;
  const excluded = new Set(
    Array.from(`${delimiter}${quote ?? ''}${ends}\n${escape === 'backslash' ? '\\' : ''}`),
  );
  return Array.from(value)
    .filter((character) => !excluded.has(character))
    .join('');
}

function isEncodable(text: string, encoding: EncodingName): boolean {
  return iconv.decode(encode(text, encoding), encoding, { stripBOM: false }) === text;
}

function encode(text: string, encoding: EncodingName): Buffer {
  return iconv.encode(text, encoding, { addBOM: false });
}

export interface IndependentRecord {
  readonly fields: readonly string[];
  /** Nothing but delimiters, which is a reject of aether's; to csv-parse it is a record like others. */
  readonly isBlank: boolean;
}

interface ParsedField {
  readonly value: string;
  readonly quoted: boolean;
}

/**
 * The records as csv-parse reads them. It gets the text: it knows no encodings but UTF-8 and UTF-16LE. Lines that are
 * empty are no records to aether, and are passed over here as well. A backslash escapes only itself and the quote here;
 * that \n and \N mean more to aether has tests of its own.
 */
export function parseIndependently({ dialect, text }: RandomFile): IndependentRecord[] {
  const { delimiter, quote, escape, record_end, header } = dialect;
  const records: unknown[][] = parse(text, {
    delimiter,
    quote,
    escape: quote === null ? null : escape === 'backslash' ? '\\' : quote,
    record_delimiter: record_end === 'auto' ? ['\r\n', '\n', '\r'] : record_end,
    skip_empty_lines: true,
    cast: (value, { quoting }): ParsedField => ({ value, quoted: quoting }),
  });
  return ((header ? records.slice(1) : records) as ParsedField[][]).map((fields) => ({
    fields: fields.map(({ value }) => value),
    isBlank: fields.length > 1 && fields.every(({ value, quoted }) => value === '' && !quoted),
  }));
}
