import { z } from 'zod';
import { accounts, tls } from './account.ts';
import { identifier, port, version } from './fields.ts';

/** MongoDB allows 63 bytes for the name of a database. */
const LONGEST_DATABASE = 63;
const LONGEST_USER = 128;

export const mongoSection = z
  .strictObject({
    version: version('7.0').describe('Series of the servers, in quotes'),
    port: port().prefault(27_017).describe('Port where a host names no other'),
    database: identifier(LONGEST_DATABASE).prefault('aethermart').describe('Database of the documents'),
    replica_set: z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be letters, digits, "-" or "_"')
      .optional()
      .describe('Name of the replica set; left out for a server on its own'),
    accounts: accounts(LONGEST_USER).describe('Accounts by use: admin, writer, reader'),
    tls: tls().describe('Encryption of client connections'),
  })
  .describe('The document servers; left out where there are none');
