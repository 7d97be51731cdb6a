import process from 'node:process';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MongoSession } from '../../src/lib/infra/mongo/client.ts';
import { readIdentity } from '../../src/lib/infra/mongo/server-identity.ts';
import { requireCapable, probeTarget } from '../../src/lib/migrate/target/probe-target.ts';
import { TRIALS } from '../../src/lib/migrate/target/trials.ts';
import { mongoProgram, type OwnMongo, startMongo } from '../support/mongo-server.ts';

// Prints what the server of AETHER_MONGO_URI does right of what migrations need; without it, that of the other tests.
const uri = process.env['AETHER_MONGO_URI'];
const isSkipped = uri === undefined && mongoProgram === undefined;

describe.skipIf(isSkipped)(
  `the contract with ${uri === undefined ? (mongoProgram?.label ?? '') : 'AETHER_MONGO_URI'}`,
  () => {
    let own: OwnMongo | undefined;
    let client: MongoClient;
    let session: MongoSession;

    beforeAll(async () => {
      own = uri === undefined ? await startMongo('contract') : undefined;
      client = await new MongoClient(uri ?? `mongodb://127.0.0.1:${own!.port}/`, {
        directConnection: uri === undefined,
      }).connect();
      session = {
        db: client.db('aether_contract'),
        call: async (operation: () => Promise<unknown>) => operation(),
        command: async (command: Record<string, unknown>) => client.db('admin').command(command),
      } as unknown as MongoSession;
    });
    afterAll(async () => {
      await client.db('aether_contract').dropDatabase();
      await client.close();
      await own?.[Symbol.asyncDispose]();
    });

    it('is kept in all that a migration depends on', async () => {
      const { label } = await readIdentity(session);
      const results = await probeTarget(session);
      const lines = results.map(
        ({ name, neededFor, isRight }) => `${isRight ? 'right' : 'WRONG'}  ${name} (${neededFor})`,
      );
      console.info([label, ...lines].join('\n'));
      expect(results).toHaveLength(TRIALS.length);
      expect(results.filter(({ isRight, neededFor }) => !isRight && neededFor !== 'nothing yet')).toEqual([]);
      expect(await session.db.listCollections().toArray()).toEqual([]);
    });

    it('is asked for by a run, which is refused with the consequence if it is broken', async () => {
      const broken = {
        ...session,
        db: {
          collection: (name: string) => {
            const real = session.db.collection(name);
            // A server that takes a second document of one _id.
            return Object.assign(Object.create(real) as typeof real, {
              insertOne: async () => Promise.resolve({ acknowledged: true }),
            });
          },
        },
      } as unknown as MongoSession;
      await expect(requireCapable(broken, 'this server', [])).rejects.toMatchObject({
        code: 'MIGRATE_REFUSED',
        message: expect.stringContaining('a run that woke up late could write over a later one') as string,
      });
    });
  },
);
