import type { EmbeddingsSection } from '../../infra/config/sections/embeddings-section.ts';
import type { TextKind } from './embedder.ts';

/** What is known of a model; the environment file has the last word. */
export interface ModelFacts {
  /** In USD; undefined if nobody knows: then the environment file must say. */
  readonly pricePerMillionTokens: number | undefined;
  readonly maxTokens: number;
  /** Texts in a minute; undefined: no quota. */
  readonly itemsPerMinute: number | undefined;
  /** See `SpaceIdentity.scheme`. */
  readonly scheme: string;
  /** Codes of the languages that the model was trained for; `many`: about all; undefined: nobody has said. */
  readonly languages: readonly string[] | 'many' | undefined;
  /** Texts and queries stay on this computer. */
  readonly isLocal: boolean;
}

export interface ProviderSettings extends Pick<
  EmbeddingsSection,
  | 'model'
  | 'model_directory'
  | 'dimensions'
  | 'base_url'
  | 'document_prefix'
  | 'query_prefix'
  | 'request_timeout'
> {
  readonly apiKey: string | undefined;
}

/** The vectors as they arrived, not checked. */
export interface RawReply {
  readonly vectors: readonly unknown[];
  readonly tokens: number | null;
}

/** Sends one request. Throws a `providerRefusal`. */
export type RequestVectors = (
  texts: readonly string[],
  kind: TextKind,
  signal: AbortSignal,
) => Promise<RawReply>;

/** A file of `providers/`, found by being there and named after the provider. */
export interface Provider {
  readonly name: string;
  /** `model_directory` is absolute there. */
  readonly facts: (section: EmbeddingsSection) => ModelFacts | Promise<ModelFacts>;
  readonly connect: (settings: ProviderSettings) => Promise<RequestVectors>;
}

/** Most texts in one request: what Gemini takes, and others take as well. */
export const LARGEST_BATCH = 100;
