import { readFile } from 'node:fs/promises';
import { AetherError, systemErrorCode } from '../../core/errors.ts';

/** Gains of the labels of the ESCI data set: exact, substitute, complement, irrelevant. */
const LABELS: Readonly<Record<string, number>> = { E: 1, S: 0.1, C: 0.01, I: 0 };

/** A query and what people said of products for it: gain by product number. */
export interface JudgedQuery {
  readonly query: string;
  readonly gains: ReadonlyMap<string, number>;
}

/**
 * Reads a file of judgments: tab-separated, a header, then query, product number and label; a label is E, S, C, I or a
 * gain from 0 to 1. Throws INPUT_NOT_FOUND, INPUT_UNREADABLE, or INPUT_FORMAT with file and line.
 */
export async function readJudgments(path: string): Promise<JudgedQuery[]> {
  const lines = (await readText(path)).split(/\r?\n/);
  const queries = new Map<string, Map<string, number>>();
  lines.slice(1).forEach((line, index) => {
    if (line.trim() === '') return;
    const [query = '', product = '', label = '', ...more] = line.split('\t');
    const gain = LABELS[label] ?? (/^(0(\.\d+)?|1(\.0+)?)$/.test(label) ? Number(label) : undefined);
    if (query.trim() === '' || product === '' || gain === undefined || more.length > 0) {
      throw new AetherError('INPUT_FORMAT', `${path}:${index + 2}: not a judgment: ${line.slice(0, 80)}`, {
        hint: 'a line is query, product number and label (E, S, C, I, or a gain from 0 to 1), tab-separated',
      });
    }
    const gains = queries.get(query) ?? new Map<string, number>();
    queries.set(query, gains);
    gains.set(product, gain);
  });
  if (queries.size === 0) throw new AetherError('INPUT_EMPTY', `${path}: no judgments after the header`);
  return [...queries].map(([query, gains]) => ({ query, gains }));
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (thrown) {
    const isMissing = systemErrorCode(thrown) === 'ENOENT';
    const code = isMissing ? 'INPUT_NOT_FOUND' : 'INPUT_UNREADABLE';
    throw new AetherError(code, `${path}: ${isMissing ? 'no such file' : 'cannot be read'}`, {
      cause: thrown,
    });
  }
}
