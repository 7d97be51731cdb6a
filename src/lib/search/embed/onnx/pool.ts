import type { ModelDescription } from './model-directory.ts';
import { onnxRefusal } from './onnx-refusal.ts';
import type { Tensor } from './runtime.ts';

/**
 * The vectors of the texts of a batch, not of length 1 yet.
 * @param output of shape [texts, tokens, dimensions], or [texts, dimensions] if the pooling is `none`
 * @param lengths tokens of each text; what comes after them is padding
 */
export function pool(
  { dims, data }: Tensor,
  lengths: readonly number[],
  pooling: ModelDescription['pooling'],
): number[][] {
  const [texts = 0, tokens = 0, last] = dims;
  const expected = pooling === 'none' ? 2 : 3;
  if (dims.length !== expected || texts !== lengths.length) {
    throw onnxRefusal(
      `the model's output has the shape [${dims.join(', ')}], which pooling: ${pooling} does not fit`,
      'check pooling in model.yaml: none for a model that gives one vector for each text',
    );
  }
  const width = last ?? tokens;
  const row = (start: number) => Array.from({ length: width }, (_, place) => Number(data[start + place]));
  if (pooling === 'none') return lengths.map((_, text) => row(text * width));
  return lengths.map((length, text) => {
    const start = text * tokens * width;
    return pooling === 'cls' ? row(start) : meanOfRows(data, { start, length, width });
  });
}

function meanOfRows(
  data: Tensor['data'],
  { start, length, width }: { readonly start: number; readonly length: number; readonly width: number },
): number[] {
  const sum = Array.from({ length: width }, () => 0);
  for (let token = 0; token < length; token += 1) {
    for (let place = 0; place < width; place += 1)
      sum[place] = (sum[place] ?? 0) + Number(data[start + token * width + place]);
  }
  return sum.map((value) => value / length);
}
