import type { Provider } from '../provider.ts';

/** A model in a directory of this computer: no text leaves it, and nothing is paid. */
export const provider: Provider = {
  name: 'onnx',
  async facts({ model_directory: directory = '' }) {
    const { fingerprint, readDescription } = await import('../onnx/model-directory.ts');
    const { max_tokens: maxTokens, languages } = await readDescription(directory);
    return {
      pricePerMillionTokens: 0,
      maxTokens,
      itemsPerMinute: undefined,
      scheme: `files ${await fingerprint(directory)}`,
      languages,
      isLocal: true,
    };
  },
  async connect({ model_directory: directory = '' }) {
    const { openModel } = await import('../onnx/open-model.ts');
    return openModel(directory);
  },
};
