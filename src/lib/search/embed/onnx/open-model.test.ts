import { mkdtemp, rm, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  hasOnnx,
  ONNX_PACKAGES,
  rowOf,
  type TinyModel,
  WITHOUT_ONNX,
  WORDS,
  writeTinyModel,
} from '../../../../../test/support/tiny-model.ts';
import { AetherError } from '../../../core/errors.ts';
import { fingerprint, readDescription } from './model-directory.ts';
import { openModel } from './open-model.ts';
import { loadRuntime, type OnnxRuntime, type Tensor } from './runtime.ts';

const { signal } = new AbortController();
let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'aether-onnx-'));
});
afterEach(() => rm(directory, { recursive: true }));

async function refusalOf(work: () => Promise<unknown>): Promise<AetherError> {
  try {
    await work();
  } catch (thrown) {
    if (thrown instanceof AetherError) return thrown;
    throw thrown;
  }
  throw new Error('nothing was refused');
}

const meanOf = (...words: string[]) => {
  const rows = words.map((word) => rowOf(WORDS.indexOf(word)));
  return rows[0]!.map((_, place) => rows.reduce((sum, row) => sum + row[place]!, 0) / rows.length);
};

it('says how the packages are installed where they are not', async () => {
  const refused = await refusalOf(async () => loadRuntime(join(directory, 'file.js')));
  expect(refused.message).toBe('onnx: the package onnxruntime-node is not installed');
  expect(refused.hint).toMatch(
    /^run: ONNXRUNTIME_NODE_INSTALL=skip npm install --no-save --prefix .*onnxruntime-node@/,
  );
});

it('names the versions that package.json has as optional peers', async () => {
  const file = new URL('../../../../../package.json', import.meta.url);
  const { peerDependencies } = JSON.parse(await readFile(file, 'utf8')) as {
    peerDependencies: Record<string, string>;
  };
  const { hint } = await refusalOf(async () => loadRuntime(join(directory, 'file.js')));
  for (const [name, version] of Object.entries(peerDependencies))
    expect(hint).toContain(`${name}@${version}`);
});

describe('a model directory', () => {
  beforeEach(() => writeTinyModel(directory));

  it.each([
    ['pooling: sum\nmax_tokens: 8\n', /model\.yaml: pooling: /],
    ['pooling: mean\n', /model\.yaml: max_tokens: /],
    ['pooling: mean\nmax_tokens: 8\nprefix: x\n', /model\.yaml: .*prefix/],
    ['', /model\.yaml: /],
    ['pooling: [\n', /model\.yaml: is not YAML/],
  ])('is refused with the description %j', async (text, message) => {
    await writeFile(join(directory, 'model.yaml'), text);
    expect((await refusalOf(() => readDescription(directory))).message).toMatch(message);
  });

  it('is refused without one of its files, by name', async () => {
    await rm(join(directory, 'tokenizer.json'));
    expect((await refusalOf(() => fingerprint(directory))).message).toMatch(/tokenizer\.json: no such file$/);
  });

  it('is another one as soon as one of its files is', async () => {
    const before = await fingerprint(directory);
    expect(before).toMatch(/^[0-9a-f]{12}$/);
    expect(await fingerprint(directory)).toBe(before);
    await writeFile(join(directory, 'model.yaml'), 'pooling: cls\nmax_tokens: 16\n');
    expect(await fingerprint(directory)).not.toBe(before);
  });
});

describe.skipIf(!hasOnnx)(`a model that is run (${WITHOUT_ONNX})`, () => {
  let runtime: OnnxRuntime;
  /** Shapes of what the model was given, in order. */
  let given: (readonly number[])[];

  beforeEach(() => {
    const real = loadRuntime(join(ONNX_PACKAGES, 'file.js'));
    given = [];
    const create = async (...args: Parameters<typeof real.onnxruntime.InferenceSession.create>) => {
      const session = await real.onnxruntime.InferenceSession.create(...args);
      return {
        inputNames: session.inputNames,
        outputNames: session.outputNames,
        run: (feeds: Readonly<Record<string, Tensor>>) => {
          given.push(feeds['input_ids']!.dims);
          return session.run(feeds);
        },
      };
    };
    runtime = {
      ...real,
      onnxruntime: { ...real.onnxruntime, Tensor: real.onnxruntime.Tensor, InferenceSession: { create } },
    };
  });

  async function embed(
    texts: readonly string[],
    description?: string,
    model?: TinyModel,
  ): Promise<number[][]> {
    await writeTinyModel(directory, description, model);
    const ask = await openModel(directory, runtime);
    return (await ask(texts, 'query', signal)).vectors as number[][];
  }

  const TEXTS = ['red kettle', 'tent of steel', 'blue', 'blue tent of steel of steel'];

  it('gives the mean of the tokens of a text, and no part of the padding', async () => {
    const vectors = await embed(TEXTS);
    expect(vectors).toHaveLength(4);
    for (const [place, words] of [['red', 'kettle'], ['tent', 'of', 'steel'], ['blue']].entries())
      for (const [at, value] of meanOf(...words).entries()) expect(vectors[place]![at]).toBeCloseTo(value, 5);
    expect(given.slice(2)).toEqual([[4, 6]]);
  });

  it('takes one text after the other, unpadded, if a vector would depend on those beside it', async () => {
    const vectors = await embed(TEXTS, undefined, { readsItsBatch: true });
    expect(given.slice(2)).toEqual([
      [1, 2],
      [1, 3],
      [1, 1],
      [1, 6],
    ]);
    // One after the other: each writes the files of its model.
    const alone = [];
    for (const text of TEXTS) alone.push(...(await embed([text], undefined, { readsItsBatch: true })));
    expect(vectors).toEqual(alone);
  });

  it('takes the first token, a prefix for queries, and the beginning of a long text', async () => {
    const [first] = await embed(['steel tent'], 'pooling: cls\nmax_tokens: 16\nquery_prefix: "query: "\n');
    for (const [at, value] of meanOf('query:').entries()) expect(first![at]).toBeCloseTo(value, 5);
    const [cut] = await embed(['red '.repeat(40) + 'kettle'], 'pooling: mean\nmax_tokens: 8\n');
    const expected = meanOf('red', 'red', 'red', 'red', 'red', 'red', 'red', 'kettle');
    for (const [at, value] of expected.entries()) expect(cut![at]).toBeCloseTo(value, 5);
  });

  it('is refused if it wants another input, or gives another shape than it is said to', async () => {
    expect((await refusalOf(() => embed(['red'], undefined, { input: 'pixels' }))).message).toMatch(
      /the input pixels/,
    );
    const none = 'pooling: none\nmax_tokens: 16\n';
    expect((await refusalOf(() => embed(['red'], none))).message).toMatch(
      /shape \[1, 1, 32\].*pooling: none/,
    );
  });

  it('is refused if its files are none of a model', async () => {
    await writeTinyModel(directory);
    await writeFile(join(directory, 'tokenizer.json'), '{}');
    expect((await refusalOf(() => openModel(directory, runtime))).message).toMatch(/tokenizer\.json: is not/);
    await writeFile(join(directory, 'model.onnx'), 'no model');
    expect((await refusalOf(() => openModel(directory, runtime))).message).toMatch(
      /model\.onnx: onnxruntime cannot open it/,
    );
  });
});
