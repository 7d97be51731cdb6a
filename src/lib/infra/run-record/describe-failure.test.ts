import { describe, expect, it } from 'vitest';
import { AetherError } from '../../core/errors.ts';
import { mapDriverError } from '../mariadb/driver-error.ts';
import { describeFailure, valueRemover } from './describe-failure.ts';

const target = { name: 'db1', address: '127.0.0.1', port: 3306, user: 'u', password: '', tls: null };

function refused(errno: number, message: string, sql: string): AetherError {
  const thrown = Object.assign(new Error(message), { errno, code: 'ER_X', sqlState: '23000', sql });
  const mapped = mapDriverError(thrown, target, sql);
  return new AetherError('MIGRATION_FAILED', `0001.sql:3: ${mapped.message}`, { cause: mapped });
}

describe('why a run failed', () => {
  const sql = `INSERT INTO customer (mail) VALUES ('canary@example.com') -- ${'x'.repeat(300)}\n, ('canary-2')`;
  const error = refused(1062, "Duplicate entry 'canary@example.com' for key 'uq_mail'", sql);

  it('has the number of the server, its host and the whole statement', () => {
    expect(describeFailure(error)).toMatchObject({
      code: 'MIGRATION_FAILED',
      host: 'db1',
      errno: 1062,
      sql_state: '23000',
      statement: 'INSERT INTO customer (mail) VALUES (?) , (?)',
    });
  });

  it('names the causes down to the first one', () => {
    const message = "Duplicate entry ? for key 'uq_mail'";
    expect(describeFailure(error).causes).toEqual([
      { code: 'MARIADB_QUERY_FAILED', errno: 1062, message: expect.stringContaining(message) as string },
      { code: 'ER_X', errno: 1062, message },
    ]);
  });

  it('shows no value of a row or a statement, nor does the stack', () => {
    expect(JSON.stringify(describeFailure(error))).not.toContain('canary');
    expect(valueRemover(error)(error.stack ?? '')).not.toContain('canary');
  });

  it('shows no literal that the server repeats without quotes', () => {
    const signal = refused(1644, 'no such code: canary-code', "CALL check_code('canary-code')");
    expect(JSON.stringify(describeFailure(signal))).not.toContain('canary');
  });

  it('ends where a chain of causes leads back to itself', () => {
    const loop = new AetherError('BUG', 'loop');
    Object.defineProperty(loop, 'cause', { value: loop });
    expect(describeFailure(loop).causes).toHaveLength(9);
  });
});
