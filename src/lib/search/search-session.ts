import { AetherError } from '../core/errors.ts';
import type { Context } from '../infra/context.ts';
import { isAway } from '../infra/mariadb/outage.ts';
import { type FoundIndex, lookAgain, openIndex } from './open-index.ts';
import { openForQueries, type SearchContext, type SearchSession } from './open-search.ts';
import { createStopwatch, type Stopwatch } from './report/stopwatch.ts';
import { meaningOf, searchIn } from './search.ts';
import { searchAgain } from './search-again.ts';
import type { SearchAnswer } from './search-answer.ts';
import type { SearchRequest } from './search-request.ts';

/** Answers queries one after the other, on one connection; what it has read of the index it keeps for the next one. */
export interface WarmSearch extends AsyncDisposable {
  /** Throws what a search throws; after that the next query can be asked. */
  answer(request: SearchRequest): Promise<SearchAnswer>;
}

interface Opened {
  readonly session: SearchSession;
  readonly index: FoundIndex;
}

/** Opens the index for many queries. Throws what `openSearch` and `openIndex` throw. */
export async function openWarmSearch(
  context: SearchContext,
  limits: Pick<SearchRequest, 'maxCost'> = { maxCost: undefined },
): Promise<WarmSearch> {
  let opened = await open(context);
  const meaning = meaningOf(context, opened.session, limits);
  /** A snapshot must not stay open while somebody thinks: prices get old, and the server keeps every older row. */
  const close = () => opened.session.connection.run('COMMIT');
  await close();
  const ask = async (request: SearchRequest, watch: Stopwatch) => {
    const { session } = opened;
    opened = { session, index: await lookAgain(session, opened.index) };
    watch.lap('open index');
    try {
      return await searchIn({ context, ...opened, meaning }, request, watch);
    } finally {
      await close();
    }
  };
  return {
    answer: async (request) => {
      const watch = createStopwatch(context.clock);
      try {
        return await searchAgain(context, () => ask(request, watch));
      } catch (thrown) {
        // The server ends sessions that were idle for long, or was restarted.
        if (!isAway(thrown)) throw thrown;
        opened.session.connection.destroy();
        opened = await open(context);
        await close();
        watch.lap('connect');
        return await ask(request, watch);
      }
    },
    [Symbol.asyncDispose]: () => opened.session[Symbol.asyncDispose](),
  };
}

async function open(context: SearchContext): Promise<Opened> {
  const session = await openForQueries(context);
  try {
    return { session, index: await openIndex(context, session) };
  } catch (thrown) {
    session.connection.destroy();
    throw thrown;
  }
}

/** What a person types to end a session; so do Ctrl-C and Ctrl-D. */
const ENDS = new Set(['exit', 'quit']);

/**
 * Asks the person at the terminal for queries until they end it. A query that fails is reported, and the next one asked.
 * @param request what holds for every query
 * @param show prints the answer to one query
 * @returns how many were answered
 */
export async function searchOnAndOn(
  context: SearchContext & Pick<Context, 'json'>,
  request: Omit<SearchRequest, 'query'>,
  show: (answer: SearchAnswer) => Promise<void>,
): Promise<number> {
  if (!context.prompt.interactive || context.json) throw noQuery();
  await using warm = await openWarmSearch(context, request);
  const history: string[] = [];
  for (let answered = 0; ;) {
    const line = await context.prompt.line('search:', history);
    const query = line?.trim();
    if (query === undefined || ENDS.has(query)) return answered;
    if (query === '') continue;
    try {
      await show(await warm.answer({ ...request, query }));
      answered += 1;
    } catch (thrown) {
      if (context.signal.aborted || !(thrown instanceof AetherError)) throw thrown;
      context.emit({ type: 'note', level: 'warn', message: thrown.message });
    }
  }
}

function noQuery(): AetherError {
  return new AetherError('USAGE', 'no query given, and no terminal to ask for one', {
    hint: 'run: aether search "QUERY"',
  });
}
