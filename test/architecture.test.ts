import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ERROR_CODES } from '../src/lib/core/error-codes.ts';
import { findCycles } from './support/import-cycles.ts';
import { readSourceFiles, SRC, type Import, type SourceFile } from './support/source-files.ts';

// The rules of ARCHITECTURE.md that a machine can check. Each test lists what breaks its rule, so that a failure
// names the file to change.

const FILES: readonly SourceFile[] = readSourceFiles();

/** `commands`, `core`, `infra`, or the name of a capability. */
function ringOf(path: string): string {
  const parts = path.split('/');
  return parts[0] === 'lib' ? (parts[1] ?? '') : (parts[0] ?? '');
}

function offences(breaks: (file: SourceFile, imported: Import) => boolean): string[] {
  return FILES.flatMap((file) =>
    file.imports.filter((imported) => breaks(file, imported)).map(({ path }) => `${file.name} -> ${path}`),
  );
}

const isOurs = (path: string) => path.endsWith('.ts');

describe('imports point one way', () => {
  it('core imports core alone', () => {
    const broken = offences(
      ({ name }, { path }) => ringOf(name) === 'core' && isOurs(path) && ringOf(path) !== 'core',
    );
    expect(broken).toEqual([]);
  });

  it('infra imports infra and core', () => {
    const allowed = new Set(['infra', 'core']);
    expect(
      offences(
        ({ name }, { path }) => ringOf(name) === 'infra' && isOurs(path) && !allowed.has(ringOf(path)),
      ),
    ).toEqual([]);
  });

  it('a capability imports itself, infra and core, never another capability', () => {
    const broken = offences(({ name }, { path }) => {
      const ring = ringOf(name);
      if (!name.startsWith('lib/') || ring === 'core' || ring === 'infra' || !isOurs(path)) return false;
      return !new Set([ring, 'infra', 'core']).has(ringOf(path));
    });
    expect(broken).toEqual([]);
  });

  it('capabilities do not print: output belongs to the runner', () => {
    const broken = offences(
      ({ name }, { path, isType }) =>
        !['infra', 'core', 'cli.ts'].includes(ringOf(name)) &&
        path.startsWith('lib/infra/output/') &&
        !isType,
    );
    expect(broken).toEqual([]);
  });
});

describe('no file reaches itself over imports', () => {
  const graph = new Map(FILES.map(({ name, imports }) => [name, imports.map(({ path }) => path)]));
  it('neither of values nor of types', () => {
    expect(findCycles(graph)).toEqual([]);
  });
});

describe('the rooms of ingest', () => {
  // A room imports itself and those before it. Bytes become rows in the first three, which know no source, no file and
  // no server. Columns and encoding share a place: a column type writes its values, a row is compiled of column types.
  const ORDER = [
    ['records'],
    ['columns', 'encode'],
    ['source'],
    ['target'],
    ['input'],
    ['profile'],
    ['load', 'load/deferred', 'load/delivery', 'load/drift', 'load/replay'],
    ['stage'],
    ['transform'],
    ['rejects'],
    ['report'],
    ['preview'],
  ];
  const HOUSE = 'lib/ingest/';
  /** Of a file in the root of the house: `.`. */
  const roomOf = (name: string) => dirname(name.slice(HOUSE.length));
  const placeOf = (room: string) => ORDER.findIndex((rooms) => rooms.includes(room));
  const inside = FILES.filter(({ name }) => name.startsWith(HOUSE));

  it('are all in the order', () => {
    const unknown = inside
      .map(({ name }) => roomOf(name))
      .filter((room) => room !== '.' && placeOf(room) < 0);
    expect([...new Set(unknown)]).toEqual([]);
  });

  it('import those before them, and of the root the type of a run alone', () => {
    const broken = offences(({ name }, { path, isType }) => {
      if (!name.startsWith(HOUSE) || !path.startsWith(HOUSE) || roomOf(name) === '.') return false;
      if (roomOf(path) === '.') return !isType || path !== `${HOUSE}ingest-run.ts`;
      const [from, to] = [roomOf(name), roomOf(path)].map(placeOf);
      return (to ?? 0) > (from ?? 0);
    });
    expect(broken).toEqual([]);
  });

  it('leave the root to the door and to what runs them', () => {
    const root = inside.map(({ name }) => name).filter((name) => roomOf(name) === '.');
    expect(root.map((name) => name.slice(HOUSE.length)).toSorted()).toEqual([
      'ingest-run.ts',
      'ingest.ts',
      'load-and-settle.ts',
      'run-rooms.ts',
    ]);
  });
});

describe('commands', () => {
  const commands = FILES.filter(({ name }) => name.startsWith('commands/'));

  it('load their capability only when they run', () => {
    const cheap = (path: string) => path.startsWith('lib/core/') || path === 'lib/infra/define-command.ts';
    const eager = commands.flatMap(({ name, imports }) =>
      imports
        .filter(({ path, isType, isLazy }) => !isType && !isLazy && !cheap(path))
        .map(({ path }) => `${name} -> ${path}`),
    );
    expect(eager).toEqual([]);
  });

  it('are named after their words', async () => {
    for (const { name } of commands) {
      const { command } = (await import(join(SRC, name))) as { command: { words: readonly string[] } };
      expect(name).toBe(`commands/${command.words.join('-')}.ts`);
    }
  });
});

describe('files', () => {
  it('plan-*.ts are pure: no file, process, network or database', () => {
    const effectful = /^(node:(fs|child_process|net|tls|http)|mysql2|ssh2)/;
    const broken = offences(
      ({ name }, { path, isType }) => /(^|\/)plan-[^/]*\.ts$/.test(name) && !isType && effectful.test(path),
    );
    expect(broken).toEqual([]);
  });

  it('there are no barrels and no drawers', () => {
    const names = FILES.map(({ name }) => name);
    expect(names.filter((name) => /(^|\/)(index|utils?|helpers?|common|misc)\.ts$/.test(name))).toEqual([]);
  });

  it('only cli.ts ends the process, and nothing uses console', () => {
    const exits = FILES.filter(({ name, text }) => name !== 'cli.ts' && /process\.exit\b/.test(text));
    const consoles = FILES.filter(({ text }) => /(^|[^.\w])console\.\w+\(/m.test(text));
    expect([...exits, ...consoles].map(({ name }) => name)).toEqual([]);
  });

  it('colours and tables are made in infra/output alone', () => {
    const broken = offences(
      ({ name }, { path }) =>
        /^(chalk|cli-table3|inquirer)$/.test(path) && !name.startsWith('lib/infra/output/'),
    );
    expect(broken).toEqual([]);
  });

  it('stay readable: none above 350 lines, the median below 120', () => {
    const sizes = FILES.map(({ name, text }) => ({ name, lines: text.split('\n').length }));
    expect(sizes.filter(({ lines }) => lines > 350)).toEqual([]);
    const sorted = sizes.map(({ lines }) => lines).toSorted((left, right) => left - right);
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(120);
  });
});

it('every error code of the table is raised somewhere', () => {
  const sources = FILES.filter(({ name }) => !name.startsWith('lib/core/error-codes')).map(
    ({ text }) => text,
  );
  const unused = Object.keys(ERROR_CODES).filter(
    (code) => !sources.some((text) => text.includes(`'${code}'`)),
  );
  expect(unused).toEqual([]);
});
