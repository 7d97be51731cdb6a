/** How many places a message names. */
const MOST = 6;

/** Where two states differ, on one line: `tables.review.rows: 12, expected 11; rules[3].count: 2, expected 1`. */
export function stateDifferences(actual: unknown, expected: unknown): string {
  const places: string[] = [];
  compare(actual, expected, { path: '', places });
  const rest = places.length > MOST ? `; and ${places.length - MOST} more` : '';
  return places.slice(0, MOST).join('; ') + rest;
}

interface At {
  readonly path: string;
  readonly places: string[];
}

function compare(actual: unknown, expected: unknown, { path, places }: At): void {
  if (isParent(actual) && isParent(expected)) {
    const keys = new Set([...Object.keys(expected), ...Object.keys(actual)]);
    for (const key of keys) {
      const below = Array.isArray(expected) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
      compare(actual[key], expected[key], { path: below, places });
    }
  } else if (!Object.is(actual, expected)) {
    places.push(`${path}: ${JSON.stringify(actual)}, expected ${JSON.stringify(expected)}`);
  }
}

function isParent(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
