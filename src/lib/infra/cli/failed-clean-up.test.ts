import { describe, expect, it } from 'vitest';
import { AetherError } from '../../core/errors.ts';
import { failedCleanUp } from './failed-clean-up.ts';

const reason = new AetherError('INTERRUPTED', 'interrupted by SIGINT');

describe('what an interrupted command throws', () => {
  it.each([
    ['the interruption', reason],
    ['an interruption of a program', new AetherError('INTERRUPTED', 'cancelled at the prompt')],
    ['an aborted wait', Object.assign(new Error('aborted'), { name: 'AbortError' })],
    ['a killed statement', new AetherError('MARIADB_QUERY_FAILED', 'x', { details: { errno: 1317 } })],
  ])('%s is no failure of the clean-up', (_what, thrown) => {
    expect(failedCleanUp(thrown, reason)).toBeUndefined();
  });

  it('names what the clean-up could not do, also where both are thrown', () => {
    const failed = new AetherError('FILE_UNWRITABLE', '/data cannot be removed (EBUSY)');
    const said = 'the clean-up did not finish: /data cannot be removed (EBUSY)';
    expect(failedCleanUp(failed, reason)).toBe(said);
    for (const [error, suppressed] of [
      [failed, reason],
      [reason, failed],
    ]) {
      const both = Object.assign(new Error('both'), { error, suppressed });
      expect(failedCleanUp(both, reason)).toBe(said);
    }
  });
});
