import { describe, expect, it } from 'vitest';
import type { LedgerMigration, Migration } from './migration.ts';
import { planMigrations } from './plan-schema.ts';

const KIND = { class: 'ddl', objects: [], rerunnable: false } as const;

function migration(version: string, texts: readonly string[]): Migration {
  return {
    version,
    fileName: `${version}_tables.sql`,
    database: 'data',
    checksum: texts.join(),
    statements: texts.map((text, index) => ({
      stepNo: index + 1,
      text,
      checksum: text,
      location: { file: `${version}_tables.sql`, line: index + 1, column: 1 },
      kind: KIND,
    })),
  };
}

function applied(file: Migration, state: LedgerMigration['state'], done: number): LedgerMigration {
  const { version, fileName, checksum, statements } = file;
  const steps = statements.slice(0, done).map(({ stepNo, checksum: of }) => ({
    stepNo,
    checksum: of,
    kind: 'ddl',
    state: 'done' as const,
    error: null,
    beforeFingerprint: null,
    server: 'db1',
    connectionId: '1',
  }));
  return { version, name: fileName, checksum, state, steps };
}

const first = migration('0001', ['a', 'b', 'c']);
const second = migration('0002', ['d']);

describe('planMigrations', () => {
  it('runs everything on a new server', () => {
    const steps = planMigrations([first, second], []);
    expect(steps.map(({ action, pending }) => [action, pending.length])).toEqual([
      ['run', 3],
      ['run', 1],
    ]);
  });

  it('goes on in the middle of a file', () => {
    const [step] = planMigrations([first], [applied(first, 'started', 2)]);
    expect(step?.pending.map(({ statement }) => statement.stepNo)).toEqual([3]);
    expect(step?.why).toBe('an earlier run stopped at statement 3');
  });

  it('keeps what is applied', () => {
    expect(planMigrations([first], [applied(first, 'applied', 3)])[0]?.action).toBe('keep');
  });

  it('lets the rest of a half-run file be corrected, but not what has run', () => {
    const corrected = migration('0001', ['a', 'b', 'C']);
    expect(planMigrations([corrected], [applied(first, 'started', 2)])[0]?.pending).toHaveLength(1);
    const tampered = migration('0001', ['A', 'b', 'c']);
    expect(() => planMigrations([tampered], [applied(first, 'started', 2)])).toThrow(
      'statement 1 was changed',
    );
  });

  it('refuses a file that was changed, that is gone, or that comes too late', () => {
    const changed = migration('0001', ['a', 'b', 'x']);
    expect(() => planMigrations([changed], [applied(first, 'applied', 3)])).toThrow('was changed after');
    expect(() => planMigrations([], [applied(first, 'applied', 3)])).toThrow('its file is gone');
    expect(() => planMigrations([first, second], [applied(second, 'applied', 1)])).toThrow(
      '0001_tables.sql is new',
    );
  });
});
