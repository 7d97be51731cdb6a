import { z } from 'zod';
import { path } from './fields.ts';

export const auditSection = z
  .strictObject({
    signing_key: path().describe('Private Ed25519 key file that signs the checkpoints of the audit chain'),
    checkpoints: path().describe('Directory for the signed checkpoints; keep it off the database hosts'),
  })
  .describe('Proof against tampering with the audit trail; left out where checkpoints are not signed');
