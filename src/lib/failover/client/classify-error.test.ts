import { describe, expect, it } from 'vitest';
import { AetherError } from '../../core/errors.ts';
import { classifyError, type Phase } from './classify-error.ts';

const server = (errno: number) => new AetherError('MARIADB_QUERY_FAILED', 'refused', { details: { errno } });
const lost = new AetherError('MARIADB_CONNECTION_LOST', 'lost');

describe('an error says about the row', () => {
  it.each<[string, unknown, Phase, string]>([
    ['a conflict', server(1213), 'statement', 'failed'],
    ['a conflict at COMMIT', server(1213), 'commit', 'failed'],
    ['snapshot isolation', server(1020), 'commit', 'failed'],
    ['a lock wait', server(1205), 'statement', 'failed'],
    ['the row is there', server(1062), 'statement', 'duplicate'],
    ['no cluster, before COMMIT', server(1047), 'statement', 'failed'],
    ['no cluster, at COMMIT', server(1047), 'commit', 'ambiguous'],
    ['an error during COMMIT', server(1180), 'commit', 'ambiguous'],
    ['killed, at COMMIT', server(1317), 'commit', 'ambiguous'],
    ['a lost link, at COMMIT', lost, 'commit', 'ambiguous'],
    ['a lost link, before COMMIT', lost, 'statement', 'failed'],
    ['a refused link', lost, 'connect', 'failed'],
    ['something else, at COMMIT', new Error('?'), 'commit', 'ambiguous'],
  ])('%s', (_what, thrown, phase, outcome) => {
    expect(classifyError(thrown, phase).outcome).toBe(outcome);
  });

  it('a conflict leaves the session, a lost link ends it', () => {
    expect(classifyError(server(1213), 'commit').isSessionOver).toBe(false);
    expect(classifyError(lost, 'commit').isSessionOver).toBe(true);
    expect(classifyError(server(1047), 'statement').isSessionOver).toBe(true);
  });
});
