import { MongoBulkWriteError, MongoNetworkError, MongoServerError, MongoServerSelectionError } from 'mongodb';
import { expect, it } from 'vitest';
import { mapMongoError, mongoNumber } from './driver-error.ts';
import type { MongoEndpoint } from './endpoint.ts';

const endpoint: MongoEndpoint = {
  hosts: [{ name: 'mongo1', address: '::1', port: 27_017 }],
  user: 'aether_writer',
  password: 'secret',
  tls: null,
  database: 'aethermart',
};

it.each([
  [13, 'MONGO_ACCESS_DENIED'],
  [18, 'MONGO_ACCESS_DENIED'],
  [50, 'MONGO_TIMEOUT'],
  [10_107, 'MONGO_NOT_READY'],
  [11_000, 'MONGO_COMMAND_FAILED'],
])('maps the error %i of a server to %s and keeps its number', (code, expected) => {
  const error = mapMongoError(new MongoServerError({ code, errmsg: 'the text of the server' }), endpoint);
  expect(error.code).toBe(expected);
  expect(error.message).toBe(`mongo1 ([::1]:27017): error ${code}: the text of the server`);
  expect(mongoNumber(error)).toBe(code);
});

it('finds the reason behind a server that was not found', () => {
  const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  const servers = new Map([['[::1]:27017', { error: new MongoNetworkError('failed', { cause }) }]]);
  const reason = { servers } as unknown as ConstructorParameters<typeof MongoServerSelectionError>[1];
  const error = mapMongoError(new MongoServerSelectionError('timed out', reason), endpoint);
  expect(error).toMatchObject({
    code: 'MONGO_UNREACHABLE',
    message: 'mongo1 ([::1]:27017): connect ECONNREFUSED',
  });
});

it('calls a broken link lost', () => {
  expect(mapMongoError(new MongoNetworkError('closed'), endpoint).code).toBe('MONGO_CONNECTION_LOST');
});

it('finds a broken link in what a bulk write throws', () => {
  const thrown = new MongoBulkWriteError(new MongoNetworkError('closed'), {} as never);
  expect(mapMongoError(thrown, endpoint).code).toBe('MONGO_CONNECTION_LOST');
});
