import { existsSync } from 'node:fs';

/** The file of the command that has exactly these words: `sandbox up` is `sandbox-up`; undefined if there is none. */
export function commandFile(directory: URL, words: readonly string[]): URL | undefined {
  if (words.length === 0 || words.some((word) => !/^[a-z]+(-[a-z]+)*$/.test(word))) return undefined;
  return ['js', 'ts'].map((ending) => new URL(`${words.join('-')}.${ending}`, directory)).find(existsSync);
}
