import { pendingSteps } from '../core/plan.ts';
import { runStep } from '../core/run-step.ts';
import { formatCount, formatNumberOf } from '../core/units.ts';
import type { MariadbConnection } from '../infra/mariadb/connection.ts';
import { withLease } from '../infra/mariadb/lease/with-lease.ts';
import type { Lease } from '../infra/mariadb/lease/lease.ts';
import { analyseDocuments } from './build/analyse-documents.ts';
import { joinMeaning, trainMeaning } from './build/make-meaning.ts';
import { type IndexPlan, type IndexTask, planIndex } from './build/plan-index.ts';
import { type Changes, scanChanges } from './build/scan-changes.ts';
import { writeSegment } from './build/write-segment.ts';
import { readCatalogue } from './catalogue/read-catalogue.ts';
import { openSearch, type SearchContext, type SearchSession } from './open-search.ts';
import { analyserName } from './search-settings.ts';
import { readKnownDocuments } from './store/known-documents.ts';
import { type IndexState, readIndexState } from './store/search-store.ts';
import { deleteUnusedSegments, publishSegment } from './store/segments.ts';

export interface BuiltIndex {
  readonly plan: IndexPlan;
  readonly generation: number;
  readonly products: number;
  readonly segments: number;
  readonly elapsedSeconds: number;
}

/** What building the index would do; reads the whole catalogue and changes nothing. */
export async function planIndexBuild(context: SearchContext, rebuild: boolean): Promise<IndexPlan> {
  await using session = await openSearch(context);
  return (await look(session, rebuild)).plan;
}

/** Brings the index up to date with the catalogue: all of it, or what has changed. One run at a time does so. */
export async function buildIndex(context: SearchContext, rebuild: boolean): Promise<BuiltIndex> {
  const startedAt = context.clock.seconds();
  await using session = await openSearch(context);
  const connector = await context.mariadb('search');
  return await withLease(context, connector, { name: 'search index' }, async (lease) => {
    await deleteUnusedSegments(session.connection);
    const found = await look(session, rebuild);
    for (const { id, subject, summary, task } of pendingSteps(found.plan)) {
      if (task === null) continue;
      await runStep(context, { id, title: `${subject}: ${summary}` }, () =>
        perform({ context, session, lease, step: id }, found, task),
      );
    }
    await deleteUnusedSegments(session.connection);
    const state = await readIndexState(session.connection);
    return {
      plan: found.plan,
      generation: state?.generation ?? 0,
      products: state?.documents ?? 0,
      segments: state?.segments.length ?? 0,
      elapsedSeconds: context.clock.seconds() - startedAt,
    };
  });
}

interface Found {
  readonly state: IndexState | undefined;
  readonly changes: Changes;
  readonly plan: IndexPlan;
}

/** Compares the catalogue with the index. */
async function look({ connection, settings }: SearchSession, rebuild: boolean): Promise<Found> {
  const state = await readIndexState(connection);
  const changes = state === undefined ? await allNew(connection) : await scanAll({ connection, settings });
  const { products, added, changed, removed } = changes;
  const index = state && { ...state, segments: state.segments.length };
  const facts = { index, analyser: analyserName(settings), products, added, changed, removed };
  return { state, changes, plan: planIndex(facts, rebuild) };
}

type Scanned = Pick<SearchSession, 'connection' | 'settings'>;

async function scanAll({ connection, settings }: Scanned): Promise<Changes> {
  return scanChanges(readCatalogue(connection, settings.language), await readKnownDocuments(connection));
}

/** Before the first build nothing can be compared, so the catalogue is not read for it. */
async function allNew(connection: MariadbConnection): Promise<Changes> {
  const [row] = await connection.query<{ products: number }>(
    'SELECT CAST(COUNT(*) AS DOUBLE) AS products FROM product',
  );
  const products = row?.products ?? 0;
  return { products, added: products, changed: 0, removed: 0, documents: [], replaced: new Map() };
}

interface Tools {
  readonly context: SearchContext;
  readonly session: SearchSession;
  readonly lease: Lease;
  readonly step: string;
}

async function perform(tools: Tools, { state, changes }: Found, task: IndexTask) {
  const { connection, settings } = tools.session;
  const joins = task.kind === 'update' ? state : undefined;
  const total = joins === undefined ? changes.products : changes.documents.length;
  const pages = joins === undefined ? readCatalogue(connection, settings.language) : [changes.documents];
  const analysed = await analyseDocuments(pages, (done) =>
    tools.context.emit({ type: 'step_progress', step: tools.step, done, total, unit: 'rows' }),
  );
  const meaning =
    joins === undefined
      ? await trainMeaning(tools.context, analysed.occurrences)
      : await joinMeaning(connection, joins, analysed.occurrences);
  const { terms, ...publication } = await writeSegment(connection, analysed, {
    joins,
    replaced: joins === undefined ? new Map() : changes.replaced,
    documents: joins === undefined ? analysed.documents.length : changes.products,
    analyser: analyserName(settings),
    meaning,
  });
  await tools.lease.guard(connection, () => publishSegment(connection, publication));
  return {
    detail: `${formatNumberOf(analysed.documents.length, 'product')}, ${formatCount(terms)} words`,
  };
}
