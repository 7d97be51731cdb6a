import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { throwIfAborted } from '../../../core/errors.ts';
import type { TextKind } from '../embedder.ts';
import type { RawReply, RequestVectors } from '../provider.ts';
import { MODEL_FILES, type ModelDescription, readDescription } from './model-directory.ts';
import { onnxRefusal } from './onnx-refusal.ts';
import { pool } from './pool.ts';
import { loadRuntime, type OnnxRuntime, type OnnxSession, type Tensor, type Tokenizer } from './runtime.ts';

const SESSION = {
  // Errors alone: what it warns of concerns who made the model.
  logSeverityLevel: 3,
  // Threads that wait busily for each other double the time of a short text.
  extra: { session: { intra_op: { allow_spinning: '0' } } },
};
/** Texts that a model reads together: more gain nothing on a processor, and are padded to the longest. */
const BATCH = 8;
/** Rounding moves a cosine by less; batch-mates of a quantised model move it by .01. */
const SAME = 0.9999;
/** A short text and a longer one: a model that reads padding, or scales by the whole batch, shows it on the first. */
const PROBES = ['red kettle', 'a tent for four persons with poles of steel and a bag to carry it'] as const;

/** Opens a model directory: what is asked of it is answered on this computer. */
export async function openModel(
  directory: string,
  runtime: OnnxRuntime = loadRuntime(),
): Promise<RequestVectors> {
  const description = await readDescription(directory);
  const model: Model = {
    description,
    runtime,
    session: await openSession(runtime, directory),
    tokenizer: await openTokenizer(runtime, directory),
  };
  let size: Promise<number> | undefined;
  return async (texts, kind, signal): Promise<RawReply> => {
    const encoded = texts.map((text) => encode(model, text, kind));
    const step = encoded.length === 1 ? 1 : await (size ??= batchSize(model));
    const vectors: number[][] = [];
    for (let from = 0; from < encoded.length; from += step) {
      throwIfAborted(signal);
      vectors.push(...(await embedBatch(model, encoded.slice(from, from + step))));
    }
    return { vectors, tokens: encoded.reduce((sum, ids) => sum + ids.length, 0) };
  };
}

interface Model {
  readonly description: ModelDescription;
  readonly runtime: OnnxRuntime;
  readonly session: OnnxSession;
  readonly tokenizer: Tokenizer;
}

async function openSession({ onnxruntime }: OnnxRuntime, directory: string): Promise<OnnxSession> {
  const file = join(directory, MODEL_FILES.model);
  try {
    return await onnxruntime.InferenceSession.create(file, SESSION);
  } catch (thrown) {
    throw onnxRefusal(`${file}: onnxruntime cannot open it: ${firstLine(thrown)}`);
  }
}

async function openTokenizer({ tokenizers }: OnnxRuntime, directory: string): Promise<Tokenizer> {
  const file = join(directory, MODEL_FILES.tokenizer);
  try {
    const made = new tokenizers.Tokenizer(JSON.parse(await readFile(file, 'utf8')) as object, {});
    made.encode(PROBES[0]);
    return made;
  } catch (thrown) {
    throw onnxRefusal(`${file}: is not the tokenizer.json of a model: ${firstLine(thrown)}`);
  }
}

function firstLine(thrown: unknown): string {
  return (thrown instanceof Error ? thrown.message : String(thrown)).split('\n')[0] ?? '';
}

/** A text that is too long keeps its beginning, and the token that ends every text. */
function encode({ tokenizer, description }: Model, text: string, kind: TextKind): readonly number[] {
  const prefix = kind === 'document' ? description.document_prefix : description.query_prefix;
  const { ids } = tokenizer.encode(prefix + text);
  const most = description.max_tokens;
  return ids.length <= most ? ids : [...ids.slice(0, most - 1), ...ids.slice(-1)];
}

/**
 * One for a model whose vector of a text depends on the texts beside it or on padding: with others, what a text's hash
 * stands for would depend on the order of the catalogue.
 */
async function batchSize(model: Model): Promise<number> {
  const encoded = PROBES.map((text) => encode(model, text, 'document'));
  const [alone = []] = await embedBatch(model, encoded.slice(0, 1));
  const [together = []] = await embedBatch(model, encoded);
  return cosineOf(alone, together) >= SAME ? BATCH : 1;
}

function cosineOf(left: readonly number[], right: readonly number[]): number {
  const dot = left.reduce((sum, value, place) => sum + value * (right[place] ?? NaN), 0);
  return dot / (Math.hypot(...left) * Math.hypot(...right));
}

async function embedBatch(model: Model, encoded: readonly (readonly number[])[]): Promise<number[][]> {
  const { session, description } = model;
  const lengths = encoded.map(({ length }) => length);
  let outputs: Readonly<Record<string, Tensor>>;
  try {
    outputs = await session.run(feedsOf(model, encoded, Math.max(...lengths)));
  } catch (thrown) {
    throw onnxRefusal(`the model cannot be run: ${firstLine(thrown)}`);
  }
  const wanted = description.pooling === 'none' ? 'sentence_embedding' : 'last_hidden_state';
  const output = outputs[wanted] ?? outputs[session.outputNames[0] ?? ''];
  if (output === undefined) throw onnxRefusal('the model has no output');
  return pool(output, lengths, description.pooling);
}

/** What models ask for, by the name of the input. */
const INPUTS: Readonly<Record<string, (id: number | undefined) => number>> = {
  input_ids: (id) => id ?? 0,
  attention_mask: (id) => (id === undefined ? 0 : 1),
  token_type_ids: () => 0,
};

function feedsOf(
  { runtime, session }: Model,
  encoded: readonly (readonly number[])[],
  width: number,
): Record<string, Tensor> {
  return Object.fromEntries(
    session.inputNames.map((name) => {
      const valueOf = INPUTS[name];
      if (valueOf === undefined)
        throw onnxRefusal(`the model asks for the input ${name}, which is not a text`);
      const cells = encoded.flatMap((ids) =>
        Array.from({ length: width }, (_, place) => BigInt(valueOf(ids[place]))),
      );
      return [
        name,
        new runtime.onnxruntime.Tensor('int64', BigInt64Array.from(cells), [encoded.length, width]),
      ];
    }),
  );
}
