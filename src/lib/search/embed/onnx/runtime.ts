import { createRequire } from 'node:module';
import { packageFile } from '../../../core/package-root.ts';
import { onnxRefusal } from './onnx-refusal.ts';

/** What is used of a tensor of onnxruntime. */
export interface Tensor {
  readonly dims: readonly number[];
  readonly data: ArrayLike<number | bigint>;
}

/** What is used of a session of onnxruntime. */
export interface OnnxSession {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  run(feeds: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>>;
}

interface Onnxruntime {
  readonly InferenceSession: {
    create(file: string, options: Readonly<Record<string, unknown>>): Promise<OnnxSession>;
  };
  readonly Tensor: new (type: 'int64', data: BigInt64Array, dims: readonly number[]) => Tensor;
}

/** Token ids of a text, with the ones that begin and end it. */
export interface Tokenizer {
  encode(text: string): { readonly ids: readonly number[] };
}

interface Tokenizers {
  readonly Tokenizer: new (tokenizer: object, config: object) => Tokenizer;
}

/** The two packages that run a model: 300 MB that only this provider needs, so nobody gets them who does not ask. */
export interface OnnxRuntime {
  readonly onnxruntime: Onnxruntime;
  readonly tokenizers: Tokenizers;
}

const PACKAGES = { onnxruntime: 'onnxruntime-node', tokenizers: '@huggingface/tokenizers' } as const;
/** With which this was tried. */
const VERSIONS = { onnxruntime: '1.30', tokenizers: '0.2' } as const;

/**
 * Loads the packages, as Node finds them from aether. Throws a refusal with the command that installs them.
 * @param base a file beside whose packages they are looked for
 */
export function loadRuntime(base: string = import.meta.url): OnnxRuntime {
  const require = createRequire(base);
  const load = (name: string): unknown => {
    try {
      return require(name);
    } catch (thrown) {
      if ((thrown as { code?: unknown }).code !== 'MODULE_NOT_FOUND')
        throw onnxRefusal(
          `the package ${name} cannot be loaded: ${(thrown as Error).message.split('\n')[0]}`,
        );
      throw onnxRefusal(
        `the package ${name} is not installed`,
        // Without the variable its installation downloads what only graphics cards need.
        `run: ONNXRUNTIME_NODE_INSTALL=skip npm install --no-save --prefix ${packageFile()} ${wanted()}`,
      );
    }
  };
  return {
    onnxruntime: load(PACKAGES.onnxruntime) as Onnxruntime,
    tokenizers: load(PACKAGES.tokenizers) as Tokenizers,
  };
}

function wanted(): string {
  return (['onnxruntime', 'tokenizers'] as const)
    .map((part) => `${PACKAGES[part]}@${VERSIONS[part]}`)
    .join(' ');
}
