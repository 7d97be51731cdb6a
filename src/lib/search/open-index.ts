import { AetherError } from '../core/errors.ts';
import { isSandbox } from '../infra/config/is-sandbox.ts';
import type { Market } from './filter/live-filter.ts';
import type { SearchContext, SearchSession } from './open-search.ts';
import type { ProductVectors } from './lsa/nearest-products.ts';
import type { OpenIndex } from './rank/rank-query.ts';
import { readVocabulary } from './query/understand-query.ts';
import type { Vocabulary } from './text/vocabulary.ts';
import { readSynonyms } from './query/synonyms-file.ts';
import { analyserName } from './search-settings.ts';
import { chooseReranker } from './rerank/choose-reranker.ts';
import type { Reranker } from './rerank/reranker-file.ts';
import { readReplaced } from './store/known-documents.ts';
import { readVectors } from './store/read-vectors.ts';
import { type IndexState, readIndexState } from './store/search-store.ts';
import { requireSearchTables } from './store/require-schema.ts';
import { createTermReader } from './store/term-reader.ts';
import { createAnalyser } from './text/analyser.ts';

export interface FoundIndex extends OpenIndex {
  readonly state: IndexState;
  /** Whose prices count, by what was asked for: chosen once while the index stays as it is. */
  readonly markets: Map<string, Market | undefined>;
  /** What orders the best candidates, read when it is first needed; undefined if the fusion does. */
  readonly reranker: () => Promise<Reranker | undefined>;
}

/**
 * Opens the index for queries, in one snapshot: a build that ends meanwhile changes nothing for them. Ends with the
 * session. Throws SEARCH_INDEX_MISSING if there is none that fits and none may be built: a search only reads, so it builds
 * one in the sandbox alone, or if the person at the terminal says so; SCHEMA_MISSING if its tables are not there.
 */
export async function openIndex(context: SearchContext, session: SearchSession): Promise<FoundIndex> {
  const { connection } = session;
  const found = await lookFor(session, undefined);
  if (found !== undefined) return found;
  await connection.run('COMMIT');
  await allowBuild(context);
  const { buildIndex } = await import('./build-index.ts');
  await buildIndex(context, false);
  return lookAgain(session, undefined);
}

/**
 * The index as it is now, in a snapshot of now. What was read of `known` is kept if the index has not changed since.
 * Throws SEARCH_INDEX_MISSING if there is none any more.
 */
export async function lookAgain(session: SearchSession, known: FoundIndex | undefined): Promise<FoundIndex> {
  const found = await lookFor(session, known);
  if (found === undefined) throw missing();
  return found;
}

async function lookFor(
  { connection, settings, stateDir }: SearchSession,
  known: FoundIndex | undefined,
): Promise<FoundIndex | undefined> {
  await connection.run('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY');
  const state = await readIndexState(connection).catch(async (thrown: unknown) => {
    await requireSearchTables(connection);
    throw thrown;
  });
  if (!isUsable(state, settings)) return undefined;
  if (known?.connection === connection && isSame(known.state, state)) return known;
  // Only a later segment replaces products.
  const replaced =
    state.segments.length > 1 ? await readReplaced(connection) : new Map<string, Set<number>>();
  let vectors: Promise<ProductVectors> | undefined;
  let vocabulary: Promise<Vocabulary> | undefined;
  let reranker: Promise<Reranker | undefined> | undefined;
  const { dimensions } = state;
  return {
    connection,
    terms: createTermReader(connection),
    analyser: known?.analyser ?? (await createAnalyser(settings.language)),
    documents: state.documents,
    dimensions,
    replaced,
    vectors: () => (vectors ??= readVectors({ connection, stateDir, key: state, replaced })),
    vocabulary: () => (vocabulary ??= readVocabulary(connection)),
    synonyms: known?.synonyms ?? (await readSynonyms(settings.synonyms, settings.language)),
    titles: known?.titles ?? new Map(),
    markets: new Map(),
    reranker: () => (reranker ??= chooseReranker(settings.reranker, { ...settings, dimensions })),
    state,
  };
}

function isUsable(state: IndexState | undefined, settings: SearchSession['settings']): state is IndexState {
  return state?.analyser === analyserName(settings);
}

/** The generation of an index that was dropped and built again begins at 1, so it alone does not say. */
function isSame(known: IndexState, found: IndexState): boolean {
  return known.generation === found.generation && known.builtAt === found.builtAt;
}

async function allowBuild({ environment, stateDir, prompt }: SearchContext): Promise<void> {
  if (isSandbox(stateDir, await environment())) return;
  if (prompt.interactive && (await prompt.confirm('There is no search index of this catalogue. Build it?')))
    return;
  throw missing();
}

function missing(): AetherError {
  return new AetherError('SEARCH_INDEX_MISSING', 'there is no search index of this catalogue and language', {
    hint: 'run: aether search index',
  });
}
