import { describe, expect, it } from 'vitest';
import type { Environment } from '../../config/environment-schema.ts';
import type { HostRole } from '../../config/sections/hosts-section.ts';
import { whyNotWriter, writerCandidates } from './judge-writer.ts';

const FIT = { clusterStatus: 'Primary', ready: 'ON', localState: 'Synced', readOnly: false };

const hosts = (roles: Readonly<Record<string, readonly HostRole[]>>) =>
  ({
    hosts: Object.fromEntries(Object.entries(roles).map(([name, of]) => [name, { roles: of }])),
  }) as unknown as Environment;

describe('a member takes writes', () => {
  it('if it is Primary, ready and Synced', () => expect(whyNotWriter(FIT)).toBeUndefined());

  it.each([
    [{ clusterStatus: '' }, 'is not in a cluster'],
    [{ clusterStatus: 'non-Primary', ready: 'OFF' }, 'is in a non-Primary component'],
    [{ ready: 'OFF' }, 'is not ready (wsrep_ready is OFF)'],
    [{ localState: 'Donor/Desynced' }, 'is Donor/Desynced, not Synced'],
    [{ readOnly: true }, 'is read-only'],
  ])('and not with %o', (facts, why) => expect(whyNotWriter({ ...FIT, ...facts })).toBe(why));
});

describe('the writer may be', () => {
  it('the first server on its own: a second one has other data', () =>
    expect(
      writerCandidates(hosts({ jump: ['bastion'], one: ['mariadb'], two: ['mariadb'], three: ['galera'] })),
    ).toEqual(['one']));

  it('every member of the cluster, never a replica', () =>
    expect(
      writerCandidates(
        hosts({ copy: ['replica'], db1: ['galera'], both: ['galera', 'replica'], db2: ['galera'] }),
      ),
    ).toEqual(['db1', 'db2']));

  it('nobody without such a host', () =>
    expect(() => writerCandidates(hosts({ copy: ['replica'] }))).toThrow(/no host has the role/));
});
