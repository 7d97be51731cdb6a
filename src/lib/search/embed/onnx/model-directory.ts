import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { systemErrorCode } from '../../../core/errors.ts';
import { onnxRefusal } from './onnx-refusal.ts';

/** How a text's vector is made of those of its tokens. `none`: the model gives it itself. */
export const POOLINGS = ['mean', 'cls', 'none'] as const;

const description = z.strictObject({
  pooling: z.enum(POOLINGS),
  max_tokens: z.int().min(8).max(1_000_000),
  document_prefix: z.string().max(200).prefault(''),
  query_prefix: z.string().max(200).prefault(''),
  languages: z.union([z.literal('many'), z.array(z.string().regex(/^[a-z]{2,3}$/)).min(1)]).optional(),
});

export type ModelDescription = z.output<typeof description>;

/** The files of a model directory. */
export const MODEL_FILES = {
  model: 'model.onnx',
  tokenizer: 'tokenizer.json',
  description: 'model.yaml',
} as const;

/** Reads model.yaml. Throws a refusal that names the file, and what is wrong with it. */
export async function readDescription(directory: string): Promise<ModelDescription> {
  const file = join(directory, MODEL_FILES.description);
  const text = await readFile(file, 'utf8').catch((thrown: unknown) => {
    throw unreadable(file, thrown);
  });
  const { parse } = await import('yaml');
  let value: unknown;
  try {
    value = parse(text);
  } catch {
    throw onnxRefusal(`${file}: is not YAML`);
  }
  const read = description.safeParse(value, { jitless: true });
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const place = issue?.path.join('.') ?? '';
  throw onnxRefusal(
    `${file}: ${place === '' ? '' : `${place}: `}${issue?.message ?? 'is not a description of a model'}`,
    'write pooling (mean, cls or none) and max_tokens, and if the model wants them document_prefix and query_prefix',
  );
}

/** Twelve hexadecimal digits of the SHA-256 of all files: vectors of another model, or another tokenizer, never mix. */
export async function fingerprint(directory: string): Promise<string> {
  const hash = createHash('sha256');
  for (const name of Object.values(MODEL_FILES)) {
    const file = join(directory, name);
    try {
      for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 }))
        hash.update(chunk as Buffer);
    } catch (thrown) {
      throw unreadable(file, thrown);
    }
  }
  return hash.digest('hex').slice(0, 12);
}

function unreadable(file: string, thrown: unknown) {
  const code = systemErrorCode(thrown) ?? 'unknown reason';
  return onnxRefusal(
    `${file}: ${code === 'ENOENT' ? 'no such file' : `cannot be read (${code})`}`,
    `a model directory has ${Object.values(MODEL_FILES).join(', ')}: check embeddings.model_directory`,
  );
}
