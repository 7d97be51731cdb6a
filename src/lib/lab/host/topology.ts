import { AetherError } from '../../core/errors.ts';

/** What runs on a machine of the lab; the roles of the environment file that a lab can play. */
export type LabRole = 'bastion' | 'galera' | 'replica' | 'mongo' | 'orchestrator';

export interface DataVolume {
  /** Where the machine has it mounted, or will have it. */
  readonly mountPoint: string;
  readonly bytes: number;
  /** What the machine calls it as long as it is an unformatted disk that nobody mounts for it; null if it is formatted. */
  readonly device: string | null;
}

/** The second disk of a virtual machine; by this name the environment file and the machine know it. */
const DATA_DEVICE = '/dev/vdb';

/** One machine as it is wanted. */
export interface LabHost {
  readonly name: string;
  readonly role: LabRole;
  readonly address: string;
  readonly zone: string;
  readonly dataVolume: DataVolume | null;
}

export const DEFAULT_HOSTS: readonly string[] = ['bastion', 'db1', 'db2', 'db3', 'replica1', 'mongo1'];

interface Kind {
  readonly role: LabRole;
  /** The name, or all of it but the number. */
  readonly prefix: string;
  /** How many machines of the kind there can be; 1 has no number. */
  readonly most: number;
  /** Last byte of the address; the number is added. */
  readonly firstByte: number;
  readonly dataMount: string | null;
}

const KINDS: readonly Kind[] = [
  { role: 'bastion', prefix: 'bastion', most: 1, firstByte: 10, dataMount: null },
  { role: 'galera', prefix: 'db', most: 9, firstByte: 20, dataMount: '/var/lib/mysql' },
  { role: 'replica', prefix: 'replica', most: 9, firstByte: 30, dataMount: '/var/lib/mysql' },
  { role: 'mongo', prefix: 'mongo', most: 9, firstByte: 40, dataMount: '/var/lib/mongodb' },
  { role: 'orchestrator', prefix: 'orchestrator', most: 1, firstByte: 50, dataMount: null },
];

/** An odd number of members in three zones is what production has. */
const ZONES = ['a', 'b', 'c'] as const;

/**
 * Every machine that a lab of this network could have. They know each other by these names and addresses from the
 * beginning, so that one can be added later.
 */
export function everyHost(subnet: string, dataBytes = 0): LabHost[] {
  return KINDS.flatMap(({ role, prefix, most, firstByte, dataMount }) =>
    Array.from({ length: most }, (_, index) => {
      const number = most === 1 ? 0 : index + 1;
      return {
        name: number === 0 ? prefix : `${prefix}${number}`,
        role,
        address: `${subnet}.${firstByte + number}`,
        zone: ZONES[index % ZONES.length] ?? 'a',
        dataVolume: dataMount === null ? null : { mountPoint: dataMount, bytes: dataBytes, device: null },
      };
    }),
  );
}

/** The machines of these names: role, address and data volume follow from the name. Throws USAGE. */
export function topologyOf(names: readonly string[], subnet: string, dataBytes: number): LabHost[] {
  const repeated = names.find((name, index) => names.indexOf(name) < index);
  if (repeated !== undefined) throw new AetherError('USAGE', `the host ${repeated} is named twice`);
  if (!names.includes('bastion')) {
    throw new AetherError('USAGE', 'a lab needs the host bastion: all others accept SSH from it only');
  }
  const known = everyHost(subnet, dataBytes);
  return names.map((name) => {
    const host = known.find((candidate) => candidate.name === name);
    if (host !== undefined) return host;
    throw new AetherError('USAGE', `"${name}" is not a valid lab host`, {
      hint: 'use bastion, db1 to db9, replica1 to replica9, mongo1 to mongo9 and orchestrator',
    });
  });
}

/** The same machine with an unformatted disk, if it has a volume that provisioning would format: that of a MariaDB server. */
export function withBlankData(host: LabHost): LabHost {
  const { role, dataVolume } = host;
  if (dataVolume === null || role === 'mongo') return host;
  return { ...host, dataVolume: { ...dataVolume, device: DATA_DEVICE } };
}

/** The address of the operator's own end of the network. */
export function operatorAddress(subnet: string): string {
  return `${subnet}.1`;
}

/** A hardware address that follows from the other one; its second bit says that no manufacturer gave it. */
export function hardwareAddress(address: string): string {
  const bytes = address.split('.').map((byte) => Number(byte).toString(16).padStart(2, '0'));
  return ['02', '00', ...bytes].join(':');
}
