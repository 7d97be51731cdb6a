import { describe, expect, it } from 'vitest';
import { requireOptions } from './require-options.ts';

const NONE = {
  from: undefined,
  file: undefined,
  replay: undefined,
  dryRun: false,
  sql: false,
  append: false,
  replace: false,
  force: false,
};

describe('options of an ingest', () => {
  it.each([
    { from: 'dir', replay: 'x.rejects.csv' },
    { from: '-', replay: 'x.rejects.csv' },
    { from: '-', file: 'orders', replay: 'x.rejects.csv' },
    { from: 'dir', file: 'orders' },
    { file: 'orders' },
    { replay: 'x.rejects.csv', file: 'orders' },
    { from: 'dir', sql: true },
    { from: 'dir', force: true, append: true },
    { from: 'dir', force: true, replace: true },
  ])('%j is a usage error', (given) => {
    expect(() => requireOptions({ ...NONE, ...given })).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });

  it.each([
    {},
    { from: 'dir' },
    { from: '-', file: 'orders' },
    { replay: 'x.rejects.csv' },
    { replay: 'x.rejects.csv', force: true },
    { from: 'dir', dryRun: true, sql: true },
  ])('%j is fine', (given) => {
    expect(() => requireOptions({ ...NONE, ...given })).not.toThrow();
  });
});
