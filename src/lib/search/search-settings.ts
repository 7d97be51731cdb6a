import type { LoadedEnvironment } from '../infra/config/load-environment.ts';
import { ANALYSER_VERSION } from './text/analyser.ts';

/** What the environment file says about searching, with defaults. */
export interface SearchSettings {
  /** Language of queries, and of products that do not say theirs. */
  readonly language: string;
  readonly channel: string | undefined;
  readonly currency: string | undefined;
  /** File of synonyms, absolute; undefined for none. */
  readonly synonyms: string | undefined;
  /** File of the re-ranker, absolute; undefined for the one that comes with aether. */
  readonly reranker: string | undefined;
}

export function searchSettings({ config, resolvePath }: LoadedEnvironment): SearchSettings {
  const { language = 'en', channel, currency, reranker, synonyms } = config.search ?? {};
  return {
    language,
    channel,
    currency,
    synonyms: synonyms === undefined ? undefined : resolvePath(synonyms),
    reranker: reranker === undefined ? undefined : resolvePath(reranker),
  };
}

/** Names how an index makes words of texts: an index of another name is built again. */
export function analyserName({ language }: Pick<SearchSettings, 'language'>): string {
  return `${ANALYSER_VERSION} ${language}`;
}
