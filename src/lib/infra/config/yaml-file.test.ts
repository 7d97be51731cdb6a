import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { isMapping } from './merge.ts';
import { parseYamlFile } from './yaml-file.ts';

const word = fc.stringMatching(/^[a-z]{1,8}$/);
const { tree } = fc.letrec<{ tree: unknown; leaf: unknown; mapping: unknown; list: unknown }>((tie) => ({
  leaf: fc.oneof(word, fc.integer({ min: 0, max: 99_999 }), fc.stringMatching(/^[ -~]{1,20}$/)),
  mapping: fc.dictionary(word, tie('tree'), { minKeys: 1, maxKeys: 4 }),
  list: fc.array(tie('tree'), { minLength: 1, maxLength: 3 }),
  tree: fc.oneof({ maxDepth: 4 }, tie('leaf'), tie('mapping'), tie('list')),
}));

describe('parseYamlFile', () => {
  it('finds every value and every key at the place where it is written, in block and in flow style', () => {
    fc.assert(
      fc.property(fc.dictionary(word, tree, { minKeys: 1 }), fc.boolean(), (value, flow) => {
        const text = `# a comment\n${stringify(value, { collectionStyle: flow ? 'flow' : 'block', lineWidth: 0 })}`;
        const file = parseYamlFile('x.yaml', text);
        expect(file.problems).toEqual([]);
        expect(file.value).toEqual(value);
        for (const { path, leaf } of leaves(value)) {
          const key = path.at(-1);
          if (typeof key === 'string')
            expect(textAt(text, file.locate(path, 'key'))).toMatch(keyPattern(key));
          const place = file.locate(path);
          expect(place.depth).toBe(path.length);
          expect(textAt(text, place).startsWith(written(leaf, text, place))).toBe(true);
        }
      }),
    );
  });

  it('leads to the nearest part of a path that is there', () => {
    const file = parseYamlFile('x.yaml', 'hosts:\n  db1:\n    zone: a\nssh:\n');
    expect(file.locate(['hosts', 'db1', 'address'], 'key')).toMatchObject({
      depth: 2,
      location: { line: 2, column: 3 },
    });
    expect(file.locate(['limits', 'x'])).toMatchObject({ depth: 0, location: { line: 1, column: 1 } });
    expect(file.locate(['ssh'])).toMatchObject({ depth: 1, location: { line: 4, column: 1 } });
  });

  it('goes through aliases and merge keys', () => {
    const text = 'a: &a { x: 1 }\nb: &b { y: 2 }\nc: *a\nd: { <<: [*a, *b], z: 3 }\n';
    const file = parseYamlFile('x.yaml', text);
    expect(file.value).toMatchObject({ c: { x: 1 }, d: { x: 1, y: 2, z: 3 } });
    expect(file.locate(['c', 'x']).location).toMatchObject({ line: 1, column: 12 });
    expect(file.locate(['d', 'y']).location).toMatchObject({ line: 2, column: 12 });
    expect(file.locate(['d', 'z']).location).toMatchObject({ line: 4, column: 23 });
  });

  it.each([
    ['a merge of a text', 'a: 1\nb:\n  <<: hello\n', '"<<" takes a mapping', { line: 3, column: 7 }],
    ['a merge of a list of numbers', 'a:\n  <<: [1, 2]\n', '"<<" takes a mapping', { line: 2, column: 7 }],
    ['a merge of nothing', 'a:\n  <<:\n  b: 1\n', '"<<" takes a mapping', { line: 2, column: 6 }],
    [
      'a merge of an alias of a number',
      'x: &x 5\na:\n  <<: *x\n',
      '"<<" takes a mapping',
      { line: 3, column: 7 },
    ],
    [
      'a mapping that merges itself',
      'a: &x\n  <<: *x\n',
      'an alias inside the value',
      { line: 2, column: 7 },
    ],
    ['a mapping that holds itself', 'a: &x\n  b: *x\n', 'an alias inside the value', { line: 2, column: 6 }],
    [
      'too many aliases',
      `a: &a [1]\nb: [${'*a,'.repeat(150)}]\n`,
      'more than 100 times',
      { line: 1, column: 1 },
    ],
    [
      'a double quote that is not closed',
      'a: 1\nb: "cmd:pass show\nc: 1\n',
      'missing closing',
      { line: 2, column: 4 },
    ],
    [
      'a single quote that is not closed',
      "a: 1\nb: [1, 'x]\nc: 1\n",
      'missing closing',
      { line: 2, column: 8 },
    ],
  ])('says what is wrong with %s, and where', (_what, text, message, place) => {
    const [problem] = parseYamlFile('x.yaml', text).problems;
    expect(problem?.message).toContain(message);
    expect(problem?.location).toMatchObject(place);
  });

  it.each([500, 1_000, 3_000, 5_000, 50_000])('reads or refuses %d levels without falling over', (levels) => {
    for (const text of [
      `${'['.repeat(levels)}${']'.repeat(levels)}`,
      `${'{a: '.repeat(levels)}1${'}'.repeat(levels)}`,
    ]) {
      const { problems } = parseYamlFile('x.yaml', text);
      for (const { message } of problems) expect(message).toBe('values are nested too deeply');
    }
  });

  it('never throws, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.stringMatching(/^[-a&*!:{}[\]"'|>%@\n \t#,?<]{0,60}$/)),
        (text) => {
          const file = parseYamlFile('x.yaml', text);
          for (const problem of file.problems) expect(problem.location).toMatchObject({ file: 'x.yaml' });
        },
      ),
      { numRuns: 2000 },
    );
  });
});

interface Leaf {
  readonly path: readonly (string | number)[];
  readonly leaf: unknown;
}

function leaves(value: unknown, path: readonly (string | number)[] = []): Leaf[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => leaves(item, [...path, index]));
  if (isMapping(value)) return Object.entries(value).flatMap(([key, below]) => leaves(below, [...path, key]));
  return [{ path, leaf: value }];
}

function textAt(text: string, place: { location: { line: number; column: number } }): string {
  return (text.split('\n')[place.location.line - 1] ?? '').slice(place.location.column - 1);
}

function keyPattern(key: string): RegExp {
  return new RegExp(`^(["']?)${key}\\1:`);
}

/** A scalar stands there plain or in quotes; of a quoted one the quote is enough. */
function written(leaf: unknown, text: string, place: { location: { line: number; column: number } }): string {
  const [first = ''] = textAt(text, place);
  return first === '"' || first === "'" || first === '|' || first === '>' ? first : String(leaf);
}
