import { AetherError, systemErrorCode } from '../../core/errors.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * 0 or 1: whether to colour a stream. https://no-color.org: NO_COLOR, when present and not empty, wins;
 * FORCE_COLOR comes next; else a terminal decides.
 */
export function colorLevel(stream: { readonly isTTY?: boolean }, variables: Variables): 0 | 1 {
  if ((variables['NO_COLOR'] ?? '') !== '') return 0;
  const forced = variables['FORCE_COLOR'];
  if (forced !== undefined && forced !== '') return forced === '0' ? 0 : 1;
  if (variables['TERM'] === 'dumb') return 0;
  return stream.isTTY === true ? 1 : 0;
}

/**
 * Resolves when the text has left the process: exiting earlier would cut off a pipe. A reader that is gone
 * (`aether … | head`) wants no more, which is not a failure.
 * @throws OUTPUT_UNWRITABLE for a full disk and whatever else keeps the text from being written.
 */
export async function writeText(stream: NodeJS.WritableStream, text: string): Promise<void> {
  const failure = await new Promise<Error | null | undefined>((resolve) => {
    stream.write(text, resolve);
  });
  if (failure === null || failure === undefined) return;
  const reason = systemErrorCode(failure) ?? failure.message;
  if (reason === 'EPIPE') return;
  throw new AetherError('OUTPUT_UNWRITABLE', `the result cannot be written (${reason})`, { cause: failure });
}

/** The same for what only accompanies the result, such as progress on stderr: it never decides how a run ends. */
export async function writeIfPossible(stream: NodeJS.WritableStream, text: string): Promise<void> {
  await writeText(stream, text).catch(() => undefined);
}
