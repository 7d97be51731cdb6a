import { expect, it } from 'vitest';
import { supportsVectors } from './vector-support.ts';

it.each([
  ['10.11.14-MariaDB-0+deb12u2-log', false],
  ['11.7.2-MariaDB', false],
  ['11.8.2-MariaDB', false],
  ['11.8.3-MariaDB', true],
  ['11.8.9-MariaDB-0+deb13u1', true],
  ['12.0.1-MariaDB', true],
  ['11.10.0-MariaDB', true],
  ['', false],
])('a server of version %s has a vector index that can be used: %s', (version, isThere) => {
  expect(supportsVectors(version)).toBe(isThere);
});
