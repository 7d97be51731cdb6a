import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../core/clock.ts';
import type { Context } from '../../infra/context.ts';
import { lintFiles } from './lint-files.ts';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const context = { cwd: ROOT, clock: systemClock } as unknown as Context;

describe('lint of files', () => {
  it('finds every defect that is planted in a bad schema, and nothing beside them', async () => {
    const { findings } = await lintFiles(context, 'fixtures/bad-schema');
    expect(findings.map(({ rule, object }) => `${rule} ${object}`).toSorted()).toEqual([
      'audit-local-time data.audit_late',
      'cascade data.child.fk_cascade',
      'float-money data.parent.total_price',
      'get-lock data.locks',
      'no-primary-key data.no_key',
      'other-collation data.latin',
      'other-definer data.of_nobody',
      'other-definer data.of_root',
      'other-engine data.other_engine',
      'other-engine data.parent',
      'redundant-index data.parent.ix_code',
      'timestamp-partition data.parted',
    ]);
    expect(findings.find(({ rule }) => rule === 'get-lock')?.fault).toContain(
      'fixtures/bad-schema/triggers/code.sql:6)',
    );
  });

  it("finds nothing in aether's own files, and says what only a server shows", async () => {
    const { findings, idle, not_checked: left } = await lintFiles(context, 'sql');
    expect(findings.filter(({ waived }) => waived === null)).toEqual([]);
    expect(idle).toEqual([]);
    expect(left).toEqual(['auto-increment-ends', 'foreign-key-target', 'unlocked-definer']);
  });

  it('looks at one file, and refuses what is not there or has no statements', async () => {
    const { findings } = await lintFiles(context, 'fixtures/bad-schema/triggers/code.sql');
    expect(findings).toHaveLength(4);
    await expect(lintFiles(context, 'sql/none')).rejects.toThrow(
      '--files sql/none: no such file or directory',
    );
    await expect(lintFiles(context, 'src/lib/core/sql')).rejects.toThrow('has no .sql file');
  });
});
