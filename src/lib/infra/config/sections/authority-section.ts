import { z } from 'zod';
import { path } from './fields.ts';
import { secretReference } from './secret-reference.ts';

export const authoritySection = z
  .strictObject({
    key: path()
      .prefault('tls/ca-key.pem')
      .describe('Private key of the certificate authority; it stays on this machine'),
    passphrase: secretReference().optional().describe('Passphrase of the key, if it is encrypted'),
    fingerprint: z
      .string()
      .regex(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/, 'must be a SHA-256 fingerprint as openssl prints it')
      .optional()
      .describe(
        'SHA-256 of its certificate, mariadb.tls.ca; another one is refused. Written by "aether provision"',
      ),
  })
  .prefault({})
  .describe('The certificate authority that "aether provision" signs the certificates of servers with');
