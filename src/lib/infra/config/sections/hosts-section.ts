import { z } from 'zod';
import { address, name, port } from './fields.ts';

/** What runs on a host. `mariadb` is a server on its own; `galera` is a member of the cluster. */
export const HOST_ROLES = ['bastion', 'mariadb', 'galera', 'replica', 'mongo', 'orchestrator'] as const;

export type HostRole = (typeof HOST_ROLES)[number];

/** As `ssh-keygen -l` prints it: 32 bytes in base64 without padding. */
const FINGERPRINT = /^SHA256:[A-Za-z0-9+/]{43}$/;

/** Without characters that a shell, systemd or a table of file systems would read otherwise. */
const DEVICE = /^\/dev\/[A-Za-z0-9][A-Za-z0-9/._:+@-]*$/;

const host = z.strictObject({
  address: address().describe('Host name or IP address'),
  other_addresses: z
    .array(address())
    .optional()
    .describe('Further addresses that its packets come from, such as the private one of a public bastion'),
  roles: z.array(z.enum(HOST_ROLES)).min(1, 'must have at least one role').describe('What runs on the host'),
  zone: z
    .string()
    .min(1, 'must name a zone')
    .optional()
    .describe('Failure domain, such as an availability zone'),
  data_disk: z
    .string()
    .regex(DEVICE, 'must be the path of a block device, such as /dev/disk/by-id/…')
    .optional()
    .describe(
      'Block device for the data of its MariaDB server, by a name that stays the same after a reboot; formatted only if it is blank',
    ),
  host_keys: z
    .array(
      z.string().regex(FINGERPRINT, 'must be a fingerprint such as "SHA256:…", as ssh-keygen -l prints it'),
    )
    .optional()
    .describe('Fingerprints of its host keys, from the console of the machine; only these are then accepted'),
  ports: z
    .strictObject({
      ssh: port().optional().describe('Port of sshd'),
      mariadb: port().optional().describe('Port of the MariaDB server'),
      mongo: port().optional().describe('Port of the MongoDB server'),
    })
    .prefault({})
    .describe('Ports that differ from those of the sections ssh, mariadb and mongo'),
});

export const hostsSection = z
  .record(name(), host)
  .refine((hosts) => Object.keys(hosts).length > 0, 'must name at least one host')
  .describe('The machines, by the name that commands call them');

export type Host = z.output<typeof host>;
