/**
 * Edits between two words (insert, delete, replace, swap of neighbours), or Infinity above the limit; it gives up as
 * soon as the limit cannot be kept, as a vocabulary has tens of thousands of words.
 */
export function osaDistance(left: string, right: string, limit: number): number {
  if (Math.abs(left.length - right.length) > limit) return Infinity;
  let before = new Uint8Array(right.length + 1);
  let above = Uint8Array.from({ length: right.length + 1 }, (_, column) => column);
  let current = new Uint8Array(right.length + 1);
  for (let row = 1; row <= left.length; row += 1) {
    if (fillRow(current, { above, before, left, right, row }) > limit) return Infinity;
    [before, above, current] = [above, current, before];
  }
  const distance = above[right.length] ?? Infinity;
  return distance <= limit ? distance : Infinity;
}

interface Rows {
  readonly above: Uint8Array;
  readonly before: Uint8Array;
  readonly left: string;
  readonly right: string;
  readonly row: number;
}

/** Fills one row of the table; returns its least cost, below which the distance cannot get any more. */
function fillRow(current: Uint8Array, { above, before, left, right, row }: Rows): number {
  const letter = left.charCodeAt(row - 1);
  const letterBefore = left.charCodeAt(row - 2);
  current[0] = row;
  let least = row;
  for (let column = 1; column <= right.length; column += 1) {
    const other = right.charCodeAt(column - 1);
    let cost = at(above, column - 1) + (letter === other ? 0 : 1);
    cost = Math.min(cost, at(above, column) + 1, at(current, column - 1) + 1);
    if (letter === right.charCodeAt(column - 2) && letterBefore === other) {
      cost = Math.min(cost, at(before, column - 2) + 1);
    }
    current[column] = cost;
    least = Math.min(least, cost);
  }
  return least;
}

function at(row: Uint8Array, column: number): number {
  return row[column] ?? 255;
}
