import type { DialectSpec } from './dialect-spec.ts';
import type { EncodingName } from './encoding-names.ts';
import { judge } from './sniff-delimiter.ts';
import { looksBinary } from './sniff-encoding.ts';
import type { Sniff } from './sniff.ts';

/** One way in which a file does not look like its description. */
export interface SniffNote {
  readonly about: 'compression' | 'empty' | 'encoding' | 'record_end' | 'delimiter';
  /** A clause without the name of the file and without a full stop. */
  readonly message: string;
}

/** What the source says about the file. */
export interface Expectation {
  readonly encoding: EncodingName;
  readonly dialect: DialectSpec;
  readonly columns: number;
}

/** Everything about a sample that contradicts its description; empty where nothing does. */
export function compareWithSource(sniff: Sniff, expected: Expectation): SniffNote[] {
  const { compression, encoding, text } = sniff;
  if (compression !== undefined)
    return [note('compression', `the content is compressed with ${compression}`)];
  if (encoding === undefined && looksBinary(text))
    return [note('encoding', 'the content looks like binary data, not like text')];
  if (text.length === 0) return [note('empty', 'the file is empty')];
  const notes = [
    encodingNote(sniff, expected),
    recordEndNote(sniff, expected),
    delimiterNote(sniff, expected),
  ];
  return notes.filter((found) => found !== undefined);
}

function note(about: SniffNote['about'], message: string): SniffNote {
  return { about, message };
}

function encodingNote({ bom }: Sniff, { encoding: said }: Expectation): SniffNote | undefined {
  if (bom === undefined || bom.encoding === said) return undefined;
  return note('encoding', `the byte order mark says ${bom.encoding}, but the source says ${said}`);
}

/**
 * Why a declared encoding may be wrong, as a clause; undefined if nothing speaks against it. A guess: text in one
 * encoding may look like text in another, so it decides nothing.
 */
export function doubtEncoding(sniff: Sniff, said: EncodingName): string | undefined {
  const { bom, encoding: seen, invalidUtf8At, nulBytes, isAscii } = sniff;
  if (bom !== undefined || seen === said) return undefined;
  const contradiction = `but the source says ${said}`;
  if (seen?.startsWith('utf-16') === true) return `the text looks like ${seen}, ${contradiction}`;
  if (said === 'utf-8' || invalidUtf8At !== undefined || nulBytes > 0) return undefined;
  if (!isAscii) return `the text is valid UTF-8 with characters beyond ASCII, ${contradiction}`;
  return said.startsWith('utf-16') ? `the text is ASCII, ${contradiction}` : undefined;
}

function recordEndNote({ text, lineEnds }: Sniff, { dialect }: Expectation): SniffNote | undefined {
  const { record_end: said } = dialect;
  if (said === 'auto') return undefined;
  const { lf, crlf, cr } = lineEnds;
  if (!text.includes(said)) {
    const seen = `LF ${lf}, CRLF ${crlf}, CR ${cr}`;
    return note(
      'record_end',
      `the record end ${JSON.stringify(said)} does not occur; line breaks are: ${seen}`,
    );
  }
  const keepsReturns = said === '\n' && crlf > lf;
  return keepsReturns
    ? note(
        'record_end',
        'lines end in CRLF, but the source says LF: the last field of each record would keep the CR',
      )
    : undefined;
}

function delimiterNote(sniff: Sniff, { dialect, columns }: Expectation): SniffNote | undefined {
  const best = sniff.delimiters[0];
  if (best === undefined || columns === 1 || best.delimiter === dialect.delimiter) return undefined;
  const described = judge(sniff.text, false, dialect);
  if (described.fields > 1 && described.share > 0.5) return undefined;
  const [seen, said] = [best.delimiter, dialect.delimiter].map((delimiter) => JSON.stringify(delimiter));
  return note(
    'delimiter',
    `fields seem to be separated by ${seen} (${best.fields} of them), but the source says ${said}`,
  );
}
