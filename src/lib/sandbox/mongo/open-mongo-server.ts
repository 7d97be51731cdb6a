import { readFile } from 'node:fs/promises';
import { MONGO_ACCOUNTS } from '../../infra/mongo/account-table.ts';
import type { MongoSession } from '../../infra/mongo/client.ts';
import { DOCUMENT_DATABASE } from '../environment-file.ts';
import type { SandboxLayout } from '../layout.ts';
import type { SandboxContext } from '../sandbox.ts';
import { MONGO_ADDRESS, MONGO_NODE } from './mongo-server.ts';
import type { MongoState } from './mongo-state.ts';

/** What it takes to talk to the server. */
export interface MongoReach {
  readonly context: Pick<SandboxContext, 'signal' | 'runId'>;
  readonly layout: SandboxLayout;
  readonly mongo: MongoState;
}

/** Opens a client as the administrator; without a password, on a server that asks for none. */
export async function openMongoServer(
  { context, layout, mongo }: MongoReach,
  password: string | null,
  selectionTimeoutMs: number,
): Promise<MongoSession> {
  const { openMongo } = await import('../../infra/mongo/client.ts');
  return openMongo(
    {
      hosts: [{ name: MONGO_NODE, address: MONGO_ADDRESS, port: mongo.port }],
      user: password === null ? '' : MONGO_ACCOUNTS.admin.user,
      password: password ?? '',
      tls: { ca: await readFile(layout.tlsCa, 'utf8').catch(() => '') },
      isDirect: true,
      database: DOCUMENT_DATABASE,
    },
    { signal: context.signal, runId: context.runId, selectionTimeoutMs },
  );
}
