import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** Words of a catalogue, each with the number of products that have it. */
export type Vocabulary = ReadonlyMap<string, number>;

/** One word and its number in a line, compressed. */
export function encodeVocabulary(words: Vocabulary): Buffer {
  const lines = [...words].map(([word, count]) => `${word} ${count}\n`);
  return deflateRawSync(lines.join(''));
}

/** Adds the words of an encoded vocabulary to those that are known. */
export function addVocabulary(known: Map<string, number>, encoded: Buffer): void {
  for (const line of inflateRawSync(encoded).toString().split('\n')) {
    const space = line.indexOf(' ');
    if (space < 0) continue;
    const word = line.slice(0, space);
    known.set(word, (known.get(word) ?? 0) + Number(line.slice(space + 1)));
  }
}
