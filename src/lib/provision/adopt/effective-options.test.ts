import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { describeChanges, optionsScript, parseOptions } from './effective-options.ts';

const CONFIG = '[mariadbd]\nmax_connections = 77\nsync_binlog = 0\nlog_bin = binlog\nserver_id = 9\n';

describe('the options of a server', () => {
  it('are shown as they are and as they would be, by the server itself', () => {
    const text = execFileSync('/bin/sh', ['-s'], { input: optionsScript(CONFIG), encoding: 'utf8' });
    const options = parseOptions(text);
    expect(options.before.get('max-connections')).toBe('151');
    expect(describeChanges(options)).toEqual(
      expect.arrayContaining(['max-connections 151 becomes 77', 'server-id 1 becomes 9']),
    );
    expect(describeChanges(options)).not.toContainEqual(expect.stringMatching(/^sync-binlog/));
  });

  it('hide passwords, and name what was empty', () => {
    const before = new Map([['log-bin', '(No default value)']]);
    const after = new Map([
      ['log-bin', 'binlog'],
      ['wsrep-sst-auth', 'user:secret'],
    ]);
    expect(describeChanges({ before, after })).toEqual([
      'log-bin (empty) becomes binlog',
      'wsrep-sst-auth changes',
    ]);
  });
});
