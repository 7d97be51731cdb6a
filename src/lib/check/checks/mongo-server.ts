import { readIdentity } from '../../infra/mongo/server-identity.ts';
import type { Check } from '../check.ts';
import { judgeMongoServer } from '../judge-mongo-server.ts';
import { lookAtMongoServers } from '../look-at-mongo.ts';

/** Every MongoDB server answers, is of the declared series and replica set, and has its own feature compatibility. */
export const check: Check = {
  name: 'mongo',
  run: async (context, environment) => {
    const { mongo } = environment.config;
    if (mongo === undefined) return [];
    return lookAtMongoServers(context, environment, async (session) => {
      const parameter = await session.command({ getParameter: 1, featureCompatibilityVersion: 1 });
      const { version } = parameter['featureCompatibilityVersion'] as { version: string };
      return judgeMongoServer(await readIdentity(session), version, mongo);
    });
  },
};
