import { expect, it } from 'vitest';
import type { MongoIdentity } from '../infra/mongo/server-identity.ts';
import { judgeMongoServer } from './judge-mongo-server.ts';

const primary: MongoIdentity = {
  label: 'MongoDB 8.0.4',
  version: '8.0.4',
  isStandIn: false,
  replicaSet: 'rs0',
  isWritable: true,
};
const wanted = { version: '8.0', replica_set: 'rs0' };

it.each<[string, Partial<MongoIdentity>, string, [status: string, message: string]]>([
  ['as declared', {}, '8.0', ['ok', 'MongoDB 8.0.4, primary of rs0']],
  ['a secondary', { isWritable: false }, '8.0', ['ok', 'MongoDB 8.0.4, secondary of rs0']],
  ['on its own', { replicaSet: null }, '8.0', ['fail', 'a server on its own']],
  ['of another set', { replicaSet: 'rs1' }, '8.0', ['fail', '"rs1", the environment file says "rs0"']],
  [
    'of another series',
    { version: '7.0.9', label: 'MongoDB 7.0.9' },
    '7.0',
    ['warn', 'the environment file says 8.0'],
  ],
  ['with an old compatibility', {}, '7.0', ['warn', 'feature compatibility version 7.0']],
  [
    'a stand-in',
    { isStandIn: true, label: 'X 1 (stand-in for MongoDB)' },
    '8.0',
    ['warn', 'X 1 (stand-in for MongoDB)'],
  ],
])('a server %s', (_, changes, compatibility, [status, message]) => {
  const found = judgeMongoServer({ ...primary, ...changes }, compatibility, wanted);
  expect(found.status).toBe(status);
  expect(found.message).toContain(message);
});
