import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { CANARY_TEXTS } from '../../src/lib/search/embed/space/canaries.ts';

// A model of a few bytes in the format of ONNX (onnx.proto3), so that the real runtime is run: the vector of a token is a
// row of a table.

/** Where onnxruntime-node and @huggingface/tokenizers are looked for: 300 MB, which `npm ci` does not install. */
export const ONNX_PACKAGES = join(homedir(), '.cache', 'aether', 'onnx', 'node_modules');

export const hasOnnx = ['onnxruntime-node', '@huggingface/tokenizers'].every((name) =>
  existsSync(join(ONNX_PACKAGES, name)),
);

/** For a `describe.skipIf(!hasOnnx)`. */
export const WITHOUT_ONNX =
  'skipped without: ONNXRUNTIME_NODE_INSTALL=skip npm install --prefix ~/.cache/aether/onnx onnxruntime-node@1.30 @huggingface/tokenizers@0.2';

const OWN_WORDS = ['[PAD]', '[UNK]', 'red', 'blue', 'kettle', 'tent', 'of', 'steel', 'query:'];
/** Those of the canaries are there, too: a model that knows none of them is refused. */
export const WORDS: readonly string[] = [
  ...new Set([...OWN_WORDS, ...CANARY_TEXTS.flatMap((text) => text.split(/\s+/))]),
];
export const DIMENSIONS = 32;

/** The row of a word, by its number: no two point in one direction. */
export const rowOf = (id: number): number[] =>
  Array.from({ length: DIMENSIONS }, (_, place) => Math.cos((id + 1) * (place + 1) * 12.9898));

export interface TinyModel {
  /** Adds the greatest values of the whole batch to every token, as quantised models scale by them. */
  readonly readsItsBatch?: boolean;
  /** Another input than the three of text models. */
  readonly input?: string;
}

/** Writes model.onnx, tokenizer.json and model.yaml into a directory. */
export async function writeTinyModel(
  directory: string,
  description: string = 'pooling: mean\nmax_tokens: 16\n',
  model: TinyModel = {},
): Promise<void> {
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, 'model.onnx'), modelFile(model));
  await writeFile(join(directory, 'tokenizer.json'), JSON.stringify(TOKENIZER));
  await writeFile(join(directory, 'model.yaml'), description);
}

const TOKENIZER = {
  version: '1.0',
  added_tokens: [],
  normalizer: null,
  pre_tokenizer: { type: 'WhitespaceSplit' },
  post_processor: null,
  decoder: null,
  model: {
    type: 'WordLevel',
    vocab: Object.fromEntries(WORDS.map((word, id) => [word, id])),
    unk_token: '[UNK]',
  },
};

const [FLOAT, INT64] = [1, 7];
const OPSET = 13;
const IR_VERSION = 8;

function modelFile({ readsItsBatch = false, input = 'attention_mask' }: TinyModel): Buffer {
  const inner = readsItsBatch ? 'rows' : 'last_hidden_state';
  const nodes = [
    node('Gather', ['table', 'input_ids'], inner),
    ...(readsItsBatch
      ? [
          node('ReduceMax', [inner], 'greatest', [ints('axes', [0, 1])]),
          node('Add', [inner, 'greatest'], 'last_hidden_state'),
        ]
      : []),
  ];
  const graph = Buffer.concat([
    ...nodes.map((each) => field(1, each)),
    field(2, 'tiny'),
    field(5, table()),
    ...['input_ids', input].map((name) => field(11, valueInfo(name, INT64, ['texts', 'tokens']))),
    field(12, valueInfo('last_hidden_state', FLOAT, ['texts', 'tokens', DIMENSIONS])),
  ]);
  const opset = Buffer.concat([field(1, ''), field(2, OPSET)]);
  return Buffer.concat([field(1, IR_VERSION), field(7, graph), field(8, opset)]);
}

function node(
  type: string,
  inputs: readonly string[],
  output: string,
  attributes: readonly Buffer[] = [],
): Buffer {
  return Buffer.concat([
    ...inputs.map((name) => field(1, name)),
    field(2, output),
    field(4, type),
    ...attributes.map((attribute) => field(5, attribute)),
  ]);
}

/** An attribute of type INTS. */
function ints(name: string, values: readonly number[]): Buffer {
  return Buffer.concat([field(1, name), ...values.map((value) => field(8, value)), field(20, 7)]);
}

function table(): Buffer {
  const values = Buffer.from(Float32Array.from(WORDS.flatMap((_, id) => rowOf(id))).buffer);
  return Buffer.concat([
    field(1, WORDS.length),
    field(1, DIMENSIONS),
    field(2, FLOAT),
    field(8, 'table'),
    field(9, values),
  ]);
}

function valueInfo(name: string, type: number, shape: readonly (string | number)[]): Buffer {
  const dims = shape.map((dim) => field(1, typeof dim === 'number' ? field(1, dim) : field(2, dim)));
  const tensor = Buffer.concat([field(1, type), field(2, Buffer.concat(dims))]);
  return Buffer.concat([field(1, name), field(2, field(1, tensor))]);
}

/** A field of a message: a number as a varint, anything else with its length before it. */
function field(number: number, value: number | string | Buffer): Buffer {
  if (typeof value === 'number') return Buffer.concat([varint(number << 3), varint(value)]);
  const bytes = typeof value === 'string' ? Buffer.from(value) : value;
  return Buffer.concat([varint((number << 3) | 2), varint(bytes.length), bytes]);
}

function varint(value: number): Buffer {
  return Buffer.from(value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)]);
}
