/** A model may treat what is searched for otherwise than what is found. */
export type TextKind = 'document' | 'query';

/** What vectors must have in common to be comparable. */
export interface SpaceIdentity {
  readonly provider: string;
  readonly model: string;
  readonly dimensions: number;
  /** How the provider is told documents from queries: task types, prefixes. */
  readonly scheme: string;
  /** Version and fields of the text of a product: `1-title,brand`. */
  readonly template: string;
}

export interface Embedded {
  /** One for each text, in their order, of length 1. */
  readonly vectors: readonly Float32Array[];
  /** As the provider counted them; null if it does not say. */
  readonly tokens: number | null;
}

/** Turns texts into vectors of one space. */
export interface Embedder {
  readonly space: SpaceIdentity;
  /**
   * Sends one request with all the texts: at most `Provider.facts().batch`. Throws a `providerRefusal`; the signal's
   * reason if it is aborted.
   */
  embed(texts: readonly string[], kind: TextKind, signal: AbortSignal): Promise<Embedded>;
}
