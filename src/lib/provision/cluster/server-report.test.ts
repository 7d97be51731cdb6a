import { describe, expect, it } from 'vitest';
import { memberReport, parseServer } from './server-report.ts';

const UUID = 'f30a10e7-e6f1-11f1-b2f5-feaea2725bf8';
const data = (...lines: string[]) => parseServer('db1', ['unit inactive', ...lines, '@end'].join('\n')).data;

describe('what a host says about its server', () => {
  it.each([
    ['no data directory', [], { kind: 'blank' }],
    [
      'an installation',
      ['directory mysql', 'directory sys', 'directory lost+found', 'directory #rocksdb'],
      { kind: 'blank' },
    ],
    ['databases of nobody', ['directory mysql', 'directory shop'], { kind: 'foreign' }],
    [
      'databases of a server that left no history',
      ['directory shop', 'grastate-uuid 00000000-0000-0000-0000-000000000000', 'grastate-seqno -1'],
      { kind: 'foreign' },
    ],
    ['a copy that was cut off', ['directory shop', 'sst-in-progress'], { kind: 'blank' }],
    [
      'a clean stop',
      ['directory shop', `grastate-uuid ${UUID}`, 'grastate-seqno 42'],
      { kind: 'history', uuid: UUID, seqno: 42n },
    ],
    [
      'a crash',
      [`grastate-uuid ${UUID}`, 'grastate-seqno -1'],
      { kind: 'history', uuid: UUID, seqno: 'unclear' },
    ],
    [
      'a crash after which InnoDB was asked',
      [`recovered ${UUID}:7`, `grastate-uuid ${UUID}`, 'grastate-seqno -1'],
      { kind: 'history', uuid: UUID, seqno: 7n },
    ],
    [
      'a crash that left no position',
      ['recovered unreadable', `grastate-uuid ${UUID}`, 'grastate-seqno -1'],
      { kind: 'history', uuid: UUID, seqno: 'unreadable' },
    ],
  ])('is read with %s', (_what, lines, expected) => {
    expect(data(...lines)).toEqual(expected);
  });

  it('has the addresses of every option file and of the cluster, without ports', () => {
    const server = parseServer(
      'db1',
      [
        'unit active',
        'address wsrep_cluster_address = gcomm://10.0.0.1:4567,10.0.0.2:4567',
        'address wsrep-cluster-address="gcomm://10.0.0.9?pc.wait_prim=no"',
        '@status',
        'wsrep_incoming_addresses\t10.0.0.1:3306,10.0.0.3:3306',
        'wsrep_cluster_status\tPrimary',
        '@variables',
        'wsrep_on\tON',
        '@end',
      ].join('\n'),
    );
    expect(server.knownAddresses).toEqual(['10.0.0.1', '10.0.0.2', '10.0.0.9', '10.0.0.3']);
    expect(memberReport(server, '10.0.0.1')).toMatchObject({
      server: 'running',
      wsrep: { clusterStatus: 'Primary' },
    });
  });

  it('counts a server as running while it starts, and as installed by aether only by the journal', () => {
    const server = parseServer('db1', 'unit activating\npackage installed\n@end');
    expect(server).toMatchObject({ isRunning: true, isInstalled: true, isOurs: false, answers: false });
    expect(memberReport(server, '10.0.0.1').wsrep).toBeUndefined();
  });
});
