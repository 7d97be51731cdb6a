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

/** Resolves when the text has left the process: exiting earlier would cut off a pipe. */
export async function writeText(stream: NodeJS.WritableStream, text: string): Promise<void> {
  await new Promise<void>((resolve) => {
    stream.write(text, () => resolve());
  });
}
