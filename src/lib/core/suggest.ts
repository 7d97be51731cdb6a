/** Edits (insert, delete, replace, swap of neighbours) that turn one word into the other. */
export function editDistance(left: string, right: string): number {
  let rows: readonly [number[], number[]] = [
    [],
    Array.from({ length: right.length + 1 }, (_, index) => index),
  ];
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const swapped = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      current.push(
        Math.min(
          at(rows[1], column) + 1,
          at(current, column - 1) + 1,
          at(rows[1], column - 1) + (left[row - 1] === right[column - 1] ? 0 : 1),
          swapped ? at(rows[0], column - 2) + 1 : Infinity,
        ),
      );
    }
    rows = [rows[1], current];
  }
  return at(rows[1], right.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Infinity;
}

/**
 * The known word that was probably meant, or undefined if none is near: one that begins with the word, from three letters
 * on, or differs from it in one letter of three. So nothing is near a word of two letters.
 */
export function suggest(word: string, known: Iterable<string>): string | undefined {
  const lower = word.toLowerCase();
  let best: string | undefined;
  let bestDistance = Math.floor(word.length / 3) + 1;
  for (const candidate of known) {
    const startsAlike = candidate.toLowerCase().startsWith(lower) && lower.length >= 3;
    const distance = startsAlike ? 1 : editDistance(lower, candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** `, did you mean "roles"?` or an empty text, to put after the name of an unknown thing. */
export function didYouMean(word: string, known: Iterable<string>): string {
  const found = suggest(word, known);
  return found === undefined ? '' : `, did you mean "${found}"?`;
}
