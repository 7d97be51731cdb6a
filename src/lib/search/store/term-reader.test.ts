import { expect, it } from 'vitest';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import type { StoredTerm } from './read-terms.ts';
import { createTermReader } from './term-reader.ts';

const connection = {} as MariadbConnection;
const MEBIBYTE = 1024 * 1024;

function storedTerm(term: string, bytes: number): StoredTerm {
  return { term, documentFrequency: 1, segments: [], direction: Buffer.alloc(bytes) };
}

function reader(bytes: number) {
  const asked: (readonly string[])[] = [];
  const read = createTermReader(connection, async (_, terms) => {
    asked.push(terms);
    return new Map(terms.filter((term) => term !== 'none').map((term) => [term, storedTerm(term, bytes)]));
  });
  return { asked, read };
}

it('asks once for each term, also for those that the index does not have', async () => {
  const { asked, read } = reader(1);
  expect([...(await read(['tea', 'none'])).keys()]).toEqual(['tea']);
  expect([...(await read(['none', 'pot', 'tea'])).keys()]).toEqual(['pot', 'tea']);
  await read([]);
  await read(['none', 'tea']);
  expect(asked).toEqual([['tea', 'none'], ['pot']]);
});

it('forgets all of them before they take too much memory, and answers the same', async () => {
  const { asked, read } = reader(40 * MEBIBYTE);
  for (const term of ['a', 'b', 'c']) await read([term]);
  expect([...(await read(['a', 'c'])).keys()]).toEqual(['a', 'c']);
  expect(asked).toEqual([['a'], ['b'], ['c'], ['a']]);
});
