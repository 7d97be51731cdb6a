import { AetherError } from '../../core/errors.ts';
import type { LoadedEnvironment } from '../../infra/config/load-environment.ts';
import type { EmbeddingsSection } from '../../infra/config/sections/embeddings-section.ts';
import type { SpaceIdentity } from './embedder.ts';
import { findProvider } from './find-provider.ts';
import type { Provider } from './provider.ts';
import { templateName } from './texts/render-text.ts';

/** What the environment file and the provider say about embedding, with all defaults filled in. */
export interface EmbedSettings {
  readonly section: EmbeddingsSection;
  readonly provider: Provider;
  readonly space: SpaceIdentity;
  readonly usdPerMillionTokens: number;
  readonly maxTokens: number;
  readonly itemsPerMinute: number | undefined;
  /** See `ModelFacts.languages`. */
  readonly languages: readonly string[] | 'many' | undefined;
  readonly isLocal: boolean;
}

/** Throws ENVIRONMENT_INVALID if the section is missing, or a price that nobody knows. */
export async function embedSettings(environment: LoadedEnvironment): Promise<EmbedSettings> {
  const given = environment.config.embeddings;
  if (given === undefined) {
    throw new AetherError('ENVIRONMENT_INVALID', 'the environment file has no section embeddings', {
      hint: 'add it, for example: embeddings: { provider: gemini, model: gemini-embedding-2, dimensions: 768, api_key: env:GEMINI_API_KEY }',
    });
  }
  const section = withAbsolutePath(given, environment);
  const provider = await findProvider(environment, section.provider);
  const facts = await provider.facts(section);
  const price = section.price_per_million_tokens ?? facts.pricePerMillionTokens;
  if (price === undefined) {
    const location = environment.locate(['embeddings', 'model']);
    throw new AetherError(
      'ENVIRONMENT_INVALID',
      `embeddings.price_per_million_tokens is missing: the price of ${section.model} is not known`,
      {
        hint: 'write the price in USD as the provider publishes it',
        ...(location === undefined ? {} : { location }),
      },
    );
  }
  const { model, dimensions, revision } = section;
  return {
    section,
    provider,
    space: {
      provider: provider.name,
      model,
      dimensions,
      scheme: revision === undefined ? facts.scheme : `${facts.scheme} ${revision}`,
      template: templateName(section),
    },
    usdPerMillionTokens: price,
    maxTokens: section.max_tokens ?? facts.maxTokens,
    itemsPerMinute: section.items_per_minute ?? facts.itemsPerMinute,
    languages: section.languages ?? facts.languages,
    isLocal: facts.isLocal,
  };
}

function withAbsolutePath(
  section: EmbeddingsSection,
  { resolvePath }: Pick<LoadedEnvironment, 'resolvePath'>,
): EmbeddingsSection {
  const { model_directory: directory } = section;
  return directory === undefined ? section : { ...section, model_directory: resolvePath(directory) };
}

/** In USD. */
export function costOf(
  tokens: number,
  { usdPerMillionTokens }: Pick<EmbedSettings, 'usdPerMillionTokens'>,
): number {
  return (tokens * usdPerMillionTokens) / 1e6;
}

/** `gemini/gemini-embedding-2/768`: for people; the identity says all. */
export function spaceName({
  provider,
  model,
  dimensions,
}: Omit<SpaceIdentity, 'scheme' | 'template'>): string {
  return `${provider}/${model}/${dimensions}`;
}
