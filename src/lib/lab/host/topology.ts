import { AetherError } from '../../core/errors.ts';

/** What runs on a machine of the lab; the roles of the environment file that a lab can play. */
export type LabRole = 'bastion' | 'galera' | 'replica' | 'mongo' | 'orchestrator';

export interface DataVolume {
  /** Where the machine has it mounted. */
  readonly mountPoint: string;
  readonly bytes: number;
}

/** One machine as it is wanted. */
export interface LabHost {
  readonly name: string;
  readonly role: LabRole;
  readonly address: string;
  readonly zone: string;
  readonly dataVolume: DataVolume | null;
}

export const DEFAULT_HOSTS: readonly string[] = ['bastion', 'db1', 'db2', 'db3', 'replica1', 'mongo1'];

/** The address of the operator's own end of the network: the last byte. */
export const OPERATOR_BYTE = 1;

interface Kind {
  readonly prefix: RegExp;
  readonly role: LabRole;
  /** Last byte of the address of number 0; the number is added. */
  readonly firstByte: number;
  readonly dataMount: string | null;
}

const KINDS: readonly Kind[] = [
  { prefix: /^bastion$/, role: 'bastion', firstByte: 10, dataMount: null },
  { prefix: /^db([1-9])$/, role: 'galera', firstByte: 20, dataMount: '/var/lib/mysql' },
  { prefix: /^replica([1-9])$/, role: 'replica', firstByte: 30, dataMount: '/var/lib/mysql' },
  { prefix: /^mongo([1-9])$/, role: 'mongo', firstByte: 40, dataMount: '/var/lib/mongodb' },
  { prefix: /^orchestrator$/, role: 'orchestrator', firstByte: 50, dataMount: null },
];

/** An odd number of members in three zones is what production has. */
const ZONES = ['a', 'b', 'c'] as const;

/** The machines of these names: role, address and data volume follow from the name. Throws USAGE. */
export function topologyOf(names: readonly string[], subnet: string, dataBytes: number): LabHost[] {
  const repeated = names.find((name, index) => names.indexOf(name) < index);
  if (repeated !== undefined) throw new AetherError('USAGE', `the host ${repeated} is named twice`);
  if (!names.includes('bastion')) {
    throw new AetherError('USAGE', 'a lab needs the host bastion: all others accept SSH from it only');
  }
  return names.map((name) => hostOf(name, subnet, dataBytes));
}

function hostOf(name: string, subnet: string, dataBytes: number): LabHost {
  for (const { prefix, role, firstByte, dataMount } of KINDS) {
    const match = prefix.exec(name);
    if (match === null) continue;
    const number = Number(match[1] ?? 0);
    return {
      name,
      role,
      address: `${subnet}.${firstByte + number}`,
      zone: ZONES[Math.max(0, number - 1) % ZONES.length] ?? 'a',
      dataVolume: dataMount === null ? null : { mountPoint: dataMount, bytes: dataBytes },
    };
  }
  throw new AetherError('USAGE', `"${name}" is no host that a lab can have`, {
    hint: 'use bastion, db1 to db9, replica1 to replica9, mongo1 to mongo9 and orchestrator',
  });
}
