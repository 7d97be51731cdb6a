import { z } from 'zod';
import { AetherError } from '../../core/errors.ts';
import type { Coefficient, LinearModel } from './ridge.ts';
import { FEATURES } from './candidate-features.ts';

const coefficient = z.strictObject({ mean: z.number(), scale: z.number().positive(), weight: z.number() });

const rerankerFile = z.strictObject({
  language: z.string().min(2),
  trained_on: z.string(),
  intercept: z.number(),
  features: z.record(z.string(), coefficient),
});

/** A re-ranker and the language that it was trained for. */
export interface Reranker {
  readonly language: string;
  readonly trainedOn: string;
  readonly model: LinearModel;
}

/** Reads the text of a coefficients file; throws SEARCH_RERANKER_INVALID for another shape or other features. */
export async function parseReranker(text: string, path: string): Promise<Reranker> {
  const known = readOwnLines(text);
  if (known !== undefined) return known;
  const { parse } = await import('yaml');
  const refuse = (why: string, cause?: unknown) =>
    new AetherError('SEARCH_RERANKER_INVALID', `${path}: ${why}`, { cause });
  let file: z.output<typeof rerankerFile>;
  try {
    file = rerankerFile.parse(parse(text), { jitless: true });
  } catch (thrown) {
    throw refuse('is not a file of "aether search train"', thrown);
  }
  const names = Object.keys(file.features);
  const missing = FEATURES.filter((name) => !names.includes(name));
  const surplus = names.filter((name) => !FEATURES.some((known) => known === name));
  if (missing.length + surplus.length > 0)
    throw refuse(`has other features than this version: ${[...missing, ...surplus].join(', ')}`);
  const coefficients = FEATURES.flatMap((name): Coefficient[] => {
    const found = file.features[name];
    return found === undefined ? [] : [found];
  });
  return {
    language: file.language,
    trainedOn: file.trained_on,
    model: { intercept: file.intercept, coefficients },
  };
}

const NUMBER = String.raw`(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)`;
const OWN_HEAD = new RegExp(
  `^(?:#.*\n)*language: ([a-z][a-z-]+)\ntrained_on: '([^'\n]*)'\nintercept: ${NUMBER}\nfeatures:\n`,
  'i',
);
const OWN_LINE = new RegExp(`^  (\\w+): \\{ mean: ${NUMBER}, scale: ${NUMBER}, weight: ${NUMBER} \\}$`);

/**
 * A file as `rerankerText` writes it; undefined for any other, which may be as good: YAML's own parser takes as long for the
 * file as a whole search may take.
 */
function readOwnLines(text: string): Reranker | undefined {
  const head = OWN_HEAD.exec(text);
  const [, language, trainedOn, intercept] = head ?? [];
  if (head === null || language === undefined || trainedOn === undefined) return undefined;
  const lines = text.slice(head[0].length).split('\n');
  const coefficients = FEATURES.flatMap((name, place): Coefficient[] => {
    const [, found, mean, scale, weight] = OWN_LINE.exec(lines[place] ?? '') ?? [];
    if (found !== name || !(Number(scale) > 0)) return [];
    return [{ mean: Number(mean), scale: Number(scale), weight: Number(weight) }];
  });
  if (coefficients.length < FEATURES.length || lines.length !== FEATURES.length + 1) return undefined;
  return { language, trainedOn, model: { intercept: Number(intercept), coefficients } };
}

/** The text of a coefficients file, to be read by people too. */
export function rerankerText({ language, trainedOn, model }: Reranker): string {
  const lines = FEATURES.map((name, index) => {
    const { mean, scale, weight } = model.coefficients[index] ?? { mean: 0, scale: 1, weight: 0 };
    return `  ${name}: { mean: ${short(mean)}, scale: ${short(scale)}, weight: ${short(weight)} }`;
  });
  return [
    '# How "aether search" orders its best candidates: a ridge regression on standardised features, written by',
    '# "aether search train". A weight is what one standard deviation of a feature adds to the expected gain.',
    `language: ${language}`,
    `trained_on: '${trainedOn.replaceAll("'", "''")}'`,
    `intercept: ${short(model.intercept)}`,
    'features:',
    ...lines,
    '',
  ].join('\n');
}

function short(value: number): string {
  return String(Number(value.toPrecision(5)));
}
