import { formatCount, formatNumberOf } from '../../core/units.ts';
import { lookAtSpace } from '../embed/look-at-space.ts';
import { databasesOf } from '../../infra/config/databases.ts';
import { checkOfLiveSpace } from '../health/look-at-live.ts';

/** Every product has the vector of its present text, in the space of the environment file. */
export const check = checkOfLiveSpace('stale vectors', async ({ context, session, space }) => {
  const environment = await context.environment();
  const { meta } = databasesOf(environment.config.mariadb.database);
  const { connection } = session;
  const look = await lookAtSpace({ connection, environment, metaDatabase: meta }, context.signal);
  if (look.space?.id !== space.id)
    return {
      status: 'warn',
      message: 'the live space is not the one that the environment file describes',
      hint: 'aether embed status',
    };
  const { added, changed, emptied, unchanged } = look.work;
  const stale = changed + emptied;
  if (added + stale === 0)
    return { status: 'ok', message: `${formatNumberOf(unchanged, 'product')} up to date` };
  return {
    status: 'warn',
    message: `${formatCount(stale)} with the vector of another text, ${formatCount(added)} without one`,
    hint: 'aether embed run',
  };
});
