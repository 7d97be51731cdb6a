import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isMapping, mergeDeep } from './merge.ts';

const { tree } = fc.letrec<{ tree: unknown; leaf: unknown; mapping: unknown }>((tie) => ({
  leaf: fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.array(fc.integer(), { maxLength: 3 })),
  mapping: fc.dictionary(fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor'), tie('tree'), {
    maxKeys: 4,
  }),
  tree: fc.oneof({ maxDepth: 4 }, tie('leaf'), tie('mapping')),
}));

describe('mergeDeep', () => {
  it('replaces lists and scalars, merges mappings, and lets null take a key away', () => {
    const base = {
      hosts: { db1: { roles: ['galera'], zone: 'a' }, db2: { roles: ['replica'] } },
      name: 'base',
    };
    const overlay = { hosts: { db1: { roles: ['mariadb'] }, db2: null }, name: 'over' };
    expect(mergeDeep(base, overlay)).toEqual({
      hosts: { db1: { roles: ['mariadb'], zone: 'a' } },
      name: 'over',
    });
  });

  it('leaves a value as it is under itself and under an empty overlay', () => {
    fc.assert(
      fc.property(tree, (value) => {
        expect(mergeDeep(value, value)).toEqual(value);
        if (isMapping(value)) expect(mergeDeep(value, {})).toEqual(value);
      }),
    );
  });

  it('gives every value of the overlay, and all of the base that the overlay does not name', () => {
    fc.assert(
      fc.property(tree, tree, (base, overlay) => {
        const merged = mergeDeep(base, overlay);
        for (const [path, value] of leaves(overlay)) expect(valueAt(merged, path)).toEqual(value);
        for (const [path, value] of leaves(base)) {
          if (!isReplaced(overlay, path)) expect(valueAt(merged, path)).toEqual(value);
        }
      }),
    );
  });

  it('changes no prototype', () => {
    const overlay: unknown = JSON.parse('{"__proto__": {"polluted": true}}');
    const merged = mergeDeep({}, overlay);
    expect(Object.getPrototypeOf(merged)).toBe(Object.prototype);
    expect({}).not.toHaveProperty('polluted');
  });
});

type Leaf = readonly [path: readonly string[], value: unknown];

function leaves(value: unknown, path: readonly string[] = []): Leaf[] {
  if (!isMapping(value)) return [[path, value]];
  return Object.entries(value).flatMap(([key, below]) => leaves(below, [...path, key]));
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (current, key) => (isMapping(current) && Object.hasOwn(current, key) ? current[key] : undefined),
    value,
  );
}

/** The overlay names the place, or has something else than a mapping above it. */
function isReplaced(overlay: unknown, path: readonly string[]): boolean {
  const above = path.map((_key, index) => valueAt(overlay, path.slice(0, index)));
  return (
    valueAt(overlay, path) !== undefined || above.some((value) => value !== undefined && !isMapping(value))
  );
}
