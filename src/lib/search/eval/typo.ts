import { seededRandom } from '../scores/seeded-random.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** Shorter words are not misspelt here: nobody could say what was meant. */
const SHORTEST = 4;

/** Makes one edit (leave out, insert, replace, swap) in one word of a query; the same for the same seed and query. */
export function withTypo(query: string, seed: number): string {
  const random = seededRandom([...Buffer.from(query)].reduce((sum, byte) => Math.imul(sum, 31) + byte, seed));
  const below = (count: number) => Math.floor(random() * count);
  const words = query.split(' ');
  const places = words.flatMap((word, place) =>
    word.length >= SHORTEST && /^[a-z]+$/i.test(word) ? [place] : [],
  );
  const place = places[below(places.length)];
  const word = place === undefined ? undefined : words[place];
  if (place === undefined || word === undefined) return query;
  const at = below(word.length - 1);
  const letter = LETTERS[below(LETTERS.length)] ?? 'x';
  const edits = [
    word.slice(0, at) + word.slice(at + 1),
    word.slice(0, at) + letter + word.slice(at),
    word.slice(0, at) + letter + word.slice(at + 1),
    word.slice(0, at) + (word[at + 1] ?? '') + (word[at] ?? '') + word.slice(at + 2),
  ];
  return words.toSpliced(place, 1, edits[below(edits.length)] ?? word).join(' ');
}
