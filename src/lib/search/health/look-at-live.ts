import { AetherError } from '../../core/errors.ts';
import type { LoadedEnvironment } from '../../infra/config/load-environment.ts';
import type { Context } from '../../infra/context.ts';
import { openSearch, type SearchSession } from '../open-search.ts';
import { type LiveSpace, readLiveSpace } from '../space/live-space.ts';

/** As `aether check` reads it; it finds the checks of this capability in `checks/`. */
export interface SpaceFinding {
  /** A host's name; null for the environment as a whole. */
  readonly host: string | null;
  readonly status: 'ok' | 'warn' | 'fail' | 'unknown';
  readonly message: string;
  readonly hint?: string;
}

export interface SpaceCheck {
  readonly name: string;
  readonly run: (context: Context, environment: LoadedEnvironment) => Promise<readonly SpaceFinding[]>;
}

export interface LiveLook {
  readonly context: Context;
  readonly session: SearchSession;
  readonly space: LiveSpace;
}

type Seen = Omit<SpaceFinding, 'host'>;

/** A check of the live space; without a section `embeddings` or a live space there is nothing to look at. */
export function checkOfLiveSpace(name: string, look: (live: LiveLook) => Promise<Seen>): SpaceCheck {
  return checkOfNodes(name, async (live) => [{ host: null, ...(await look(live)) }]);
}

/** The same for a check that has a finding for each server. */
export function checkOfNodes(
  name: string,
  look: (live: LiveLook) => Promise<readonly SpaceFinding[]>,
): SpaceCheck {
  return {
    name,
    async run(context, environment) {
      if (environment.config.embeddings === undefined) return [];
      try {
        await using session = await openSearch(context);
        const space = await readLiveSpace(session.connection);
        return space === undefined ? [] : await look({ context, session, space });
      } catch (thrown) {
        if (!(thrown instanceof AetherError) || thrown.code === 'INTERRUPTED' || thrown.code === 'BUG')
          throw thrown;
        const { message, hint } = thrown;
        const seen = { host: null, status: 'unknown' as const, message };
        return [hint === undefined ? seen : { ...seen, hint }];
      }
    },
  };
}

/** The one number that a statement selects as `count`. */
export async function readCount(
  { session }: Pick<LiveLook, 'session'>,
  sql: string,
  values: readonly (string | number)[] = [],
): Promise<number> {
  const [row] = await session.connection.query<{ count: number }>(
    `SELECT CAST(COUNT(*) AS DOUBLE) AS count ${sql}`,
    values,
  );
  return row?.count ?? 0;
}
