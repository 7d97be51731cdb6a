import { describe, expect, it } from 'vitest';
import { equalNames, judgeAudit } from './judge-audit.ts';

describe('what the audit needs of a server', () => {
  it('is a time that no session sets', () => {
    expect(judgeAudit({ name: 'a', year: 1971, idle: 60 })).toMatchObject({ status: 'fail' });
    expect(judgeAudit({ name: 'a', year: 2026, idle: 60 })).toMatchObject({ status: 'ok' });
  });

  it('is an end of idle transactions within a minute', () => {
    expect(judgeAudit({ name: 'a', year: 2026, idle: 0 }).message).toMatch(/without end$/);
    expect(judgeAudit({ name: 'a', year: 2026, idle: 600 })).toMatchObject({ status: 'warn' });
  });

  it('is a name of its own for each member', () => {
    const names = new Map([
      ['db1', 'one'],
      ['db2', 'two'],
      ['db3', 'one'],
    ]);
    expect(equalNames(['db1', 'db2', 'db3'], names)).toMatchObject([{ host: 'db3', status: 'fail' }]);
    expect(equalNames(['db1', 'db2'], names)).toEqual([]);
  });
});
