import { describe, expect, it } from 'vitest';
import { compareSettings } from './setting-class.ts';

const BEFORE = `[mariadbd]
max_connections = 200
wsrep_cluster_name = shop
wsrep_cluster_address = gcomm://10.0.0.1:4567
wsrep_provider_options = "gcache.size=128;evs.suspect_timeout=PT1S;socket.ssl=yes"
`;

describe('changes of an option file', () => {
  it.each([
    ['max_connections = 200', 'max_connections = 300', { rolling: ['max_connections'] }],
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
      ...expected,
    });
  });

  it('are none if nothing is different, and all of a new file', () => {
    expect(compareSettings(BEFORE, BEFORE)).toEqual({ refused: [], fullStop: [], rolling: [] });
    expect(compareSettings('', BEFORE).fullStop).toEqual(['evs.suspect_timeout']);
  });
});
