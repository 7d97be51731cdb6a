import { AetherError } from '../../core/errors.ts';
import type { EventSink } from '../../core/events.ts';
import { textEncoder } from '../records/encode-text.ts';
import { fileEncoding } from '../records/file-encoding.ts';
import { type Sniff, sniff } from '../records/sniff.ts';
import { compareWithSource, doubtEncoding, type SniffNote } from '../records/sniff-notes.ts';
import type { FileSpec, Source } from '../source/source-schema.ts';
import { type BoundFile, bindFile } from './bind-file.ts';
import type { InputFile } from './find-files.ts';
import { readContent } from './read-content.ts';
import type { Input } from './input.ts';
import { readHeader } from './read-header.ts';
import { readLookups } from './read-lookups.ts';

/** Enough to judge encoding, line ends and delimiter; a header longer than this is none. */
const HEAD_BYTES = 256 * 1024;

export const ENCODING_HINT = 'set "encoding" of this file in the source, or convert the file';

/** Looks at the beginning of every file. Throws INPUT_FORMAT for the first that is not what the source describes. */
export async function inspectInputs(
  context: { readonly emit: EventSink; readonly signal: AbortSignal },
  { source, directory }: { readonly source: Source; readonly directory: string },
  files: readonly InputFile[],
): Promise<Input[]> {
  const inputs: Input[] = [];
  for (const file of files) {
    const spec = source.files[file.fileKey];
    if (spec === undefined) continue;
    const input = await openOne(file, spec, { directory, ...context });
    // A corrected file of rejects has columns of aether's own in front.
    for (const note of input.headerNotes.filter((line) => !line.includes('"aether_')))
      context.emit({ type: 'note', level: 'info', message: `${file.path}: ${note}` });
    inputs.push(input);
  }
  return inputs;
}

async function openOne(
  file: InputFile,
  spec: FileSpec,
  {
    directory,
    emit,
    signal,
  }: { readonly directory: string; readonly emit: EventSink; readonly signal: AbortSignal },
): Promise<Input> {
  const head = await readHead(file, signal);
  const seen = sniff(head.bytes, head.isWhole, spec.encoding);
  refuseContradictions(file, spec, seen);
  const start = { text: seen.text, isWhole: head.isWhole };
  const header = spec.dialect.header ? readHeader(file, spec, start) : undefined;
  const doubt = doubtEncoding(seen, spec.encoding);
  const bound = bindInDoubt(file, spec, { names: header?.names, doubt });
  if (doubt !== undefined) emit({ type: 'note', level: 'warn', message: `${file.path}: ${doubt}` });
  return {
    file,
    spec,
    ...bound,
    bomBytes: seen.bom?.bytes ?? 0,
    header: header === undefined ? null : textEncoder(spec.encoding)(header.text),
    encoding: fileEncoding(spec.encoding),
    lookups: await readLookups(spec, directory),
  };
}

/** A header in a wrong encoding does not match: the doubt is then the cause to name. */
function bindInDoubt(
  file: InputFile,
  spec: FileSpec,
  { names, doubt }: { readonly names: readonly string[] | undefined; readonly doubt: string | undefined },
): BoundFile {
  try {
    return bindFile(file, spec, names);
  } catch (thrown) {
    if (doubt === undefined) throw thrown;
    throw new AetherError('INPUT_FORMAT', `${file.path}: ${doubt}, and the header does not match`, {
      hint: ENCODING_HINT,
      cause: thrown,
    });
  }
}

async function readHead(file: InputFile, signal: AbortSignal): Promise<{ bytes: Buffer; isWhole: boolean }> {
  const blocks: Buffer[] = [];
  let bytes = 0;
  for await (const block of readContent(file, signal)) {
    blocks.push(Buffer.from(block));
    bytes += block.length;
    if (bytes >= HEAD_BYTES) return { bytes: Buffer.concat(blocks), isWhole: false };
  }
  return { bytes: Buffer.concat(blocks), isWhole: true };
}

function refuseContradictions(file: InputFile, spec: FileSpec, seen: Sniff): void {
  const columns = spec.columns.length;
  // One bad byte in a good file is a matter of its record; here only the file as a whole is judged.
  const notes = compareWithSource(seen, { encoding: spec.encoding, dialect: spec.dialect, columns });
  const [first] = notes;
  if (first === undefined) return;
  const code = first.about === 'empty' ? 'INPUT_EMPTY' : 'INPUT_FORMAT';
  throw new AetherError(code, `${file.path}: ${notes.map(({ message }) => message).join('; ')}`, {
    hint: hintFor(first),
  });
}

function hintFor({ about }: SniffNote): string {
  if (about === 'encoding') return ENCODING_HINT;
  if (about === 'compression') return 'the file was compressed twice: take one layer off';
  if (about === 'empty') return 'check the transfer; an honest file without records has its header line';
  return `set "dialect.${about}" of this file in the source`;
}
