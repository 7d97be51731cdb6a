import { z } from 'zod';
import { accounts, tls } from './account.ts';
import { identifier, port, version } from './fields.ts';
import { size } from './quantities.ts';

/** MariaDB allows 64 characters for a database; the longest derived name adds `_archive`. */
const LONGEST_DATABASE = 64 - '_archive'.length;
const LONGEST_USER = 128;

const galera = z
  .strictObject({
    cluster_name: z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,32}$/, 'must be letters, digits, "-" or "_" (32 at most)')
      .describe('Name that all members share'),
    sst_method: z
      .enum(['mariabackup', 'rsync'])
      .prefault('mariabackup')
      .describe('How a member that has nothing copies the data; mariabackup does not block the donor'),
    gcache_size: size()
      .prefault('1GiB')
      .describe(
        'Write-sets kept for members that were away: bytes written per second times the outage to bridge',
      ),
    profile: z
      .enum(['lan', 'wan'])
      .prefault('lan')
      .describe(
        'Group timeouts. lan: a dead member is noticed in about 1.5 s. wan: the defaults of Galera, about 6 s',
      ),
  })
  .describe('The cluster; needed where a host has the role galera');

export const mariadbSection = z
  .strictObject({
    version: version('10.11').describe('Series of the servers, in quotes'),
    database: identifier(LONGEST_DATABASE)
      .prefault('aethermart')
      .describe(
        'Database of the business tables; _meta, _stage and _archive are appended to it for the others',
      ),
    port: port().prefault(3306).describe('Port where a host names no other'),
    accounts: accounts(LONGEST_USER).describe('Accounts by use: admin, migrator, ingest, reader'),
    tls: tls().describe('Encryption of client connections'),
    galera: galera.optional(),
  })
  .describe('The relational servers');
