import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { noteSettings } from './note-settings.ts';
import { compareSettings, withoutSecrets } from './setting-class.ts';

const BEFORE = `[mariadbd]
max_connections = 200
wsrep_cluster_name = shop
wsrep_cluster_address = gcomm://10.0.0.1:4567
wsrep_provider_options = "gcache.size=128;evs.suspect_timeout=PT1S;socket.ssl=yes"
back_log = 80
[sst]
encrypt = 3
`;

describe('changes of an option file', () => {
  it.each([
    ['max_connections = 200', 'max_connections = 1K', { dynamic: [['max_connections', '1K']] }],
    ['max_connections = 200', '', { rolling: ['max_connections'] }],
    ['back_log = 80', 'back_log = 90', { rolling: ['back_log'] }],
    ['encrypt = 3', 'encrypt = 4', {}],
    ['gcache.size=128', 'gcache.size=256', { rolling: ['gcache.size'] }],
    ['evs.suspect_timeout=PT1S;', '', { fullStop: ['evs.suspect_timeout'] }],
    ['wsrep_cluster_name = shop', 'wsrep-cluster-name = other', { refused: ['wsrep_cluster_name'] }],
    ['gcomm://10.0.0.1:4567', 'gcomm://10.0.0.1:4567,10.0.0.2:4567', {}],
    ['[mariadbd]', '# a comment = 1\n[mariadbd]', {}],
  ])('%s becomes %s', (from, to, expected) => {
    expect(compareSettings(BEFORE, BEFORE.replace(from, to))).toEqual({
      refused: [],
      fullStop: [],
      rolling: [],
      dynamic: [],
      ...expected,
    });
  });

  it('are none if nothing is different, and all of a new file', () => {
    expect(compareSettings(BEFORE, BEFORE)).toEqual({ refused: [], fullStop: [], rolling: [], dynamic: [] });
    expect(compareSettings('', BEFORE).fullStop).toEqual(['evs.suspect_timeout']);
  });
});

describe('the settings that a server starts with', () => {
  it('are noted on its host without passwords, as they are compared here', () => {
    const directory = mkdtempSync(join(tmpdir(), 'aether-'));
    try {
      const [from, to] = [join(directory, 'a.cnf'), join(directory, 'noted')];
      const text = `a\\b = %s $HOME\nwsrep_sst_auth = user:se'c$r\\et\n${BEFORE}[mariadb-backup]\npassword = "x y" = z\n`;
      writeFileSync(from, text);
      execFileSync('/bin/sh', ['-c', noteSettings(from, to)]);
      const noted = readFileSync(to, 'utf8');
      expect(noted).toBe(withoutSecrets(text));
      expect(noted).not.toMatch(/se'c|x y/);
      expect(compareSettings(noted, withoutSecrets(text.replace('se', 'es'))).rolling).toEqual([
        'wsrep_sst_auth',
      ]);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
