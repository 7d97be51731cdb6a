import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { checkRelations } from '../infra/config/check-relations.ts';
import { environmentSchema } from '../infra/config/environment-schema.ts';
import { renderEnvironmentFile } from './environment-file.ts';
import { everyHost, topologyOf, withBlankData, type LabHost } from './host/topology.ts';

const FINGERPRINT = 'SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU';

const LAB = { name: 'lab', debian: '13' } as const;

function environment(hosts: readonly LabHost[]) {
  const text = renderEnvironmentFile(
    LAB,
    hosts.map((host) => ({ host, fingerprint: FINGERPRINT })),
  );
  return environmentSchema.parse(parse(text));
}

describe('the environment file of a lab', () => {
  it.each([
    ['all machines that there can be', everyHost('10.77.0')],
    ['the usual six', topologyOf(['bastion', 'db1', 'db2', 'db3', 'replica1', 'mongo1'], '10.77.0', 0)],
    ['a bastion alone', topologyOf(['bastion'], '10.77.0', 0)],
  ])('is valid with %s', (_what, hosts) => {
    const parsed = environment(hosts);
    expect(checkRelations(parsed)).toEqual([]);
    expect(Object.keys(parsed.hosts)).toEqual(hosts.map(({ name }) => name));
    expect(parsed.hosts['bastion']?.host_keys).toEqual([FINGERPRINT]);
  });

  it('has the MariaDB of its Debian', () => {
    const [bastion] = topologyOf(['bastion'], '10.77.0', 0);
    const hosts = [{ host: bastion!, fingerprint: FINGERPRINT }];
    const version = (debian: '12' | '13') =>
      environmentSchema.parse(parse(renderEnvironmentFile({ name: 'lab', debian }, hosts))).mariadb.version;
    expect([version('12'), version('13')]).toEqual(['10.11', '11.8']);
  });

  it('names the disks that are to be formatted', () => {
    const parsed = environment(topologyOf(['bastion', 'db1', 'mongo1'], '10.77.0', 0).map(withBlankData));
    expect(checkRelations(parsed)).toEqual([]);
    expect(Object.values(parsed.hosts).map((host) => host.data_disk)).toEqual([
      undefined,
      '/dev/vdb',
      undefined,
    ]);
  });

  it('keeps the authority that provision has pinned, in the same words', () => {
    const hosts = topologyOf(['bastion'], '10.77.0', 0).map((host) => ({ host, fingerprint: FINGERPRINT }));
    const authority = `AB${':CD'.repeat(31)}`;
    const text = renderEnvironmentFile(LAB, hosts, authority);
    expect(environmentSchema.parse(parse(text)).authority.fingerprint).toBe(authority);
    expect(text.startsWith(renderEnvironmentFile(LAB, hosts))).toBe(true);
  });
});
