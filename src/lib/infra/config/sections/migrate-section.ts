import { z } from 'zod';
import { secretReference } from './secret-reference.ts';

export const migrateSection = z
  .strictObject({
    key: secretReference()
      .optional()
      .describe(
        'Secret of 32 characters or more. Tokens that replace personal data, and the digests of certificates, are made with it: with another one they are other tokens',
      ),
    signing_key: secretReference()
      .optional()
      .describe('Private Ed25519 key in PEM that signs the certificates of "aether migrate verify"'),
  })
  .describe('Keys of "aether migrate"; left out where documents hold no tokens and nothing is certified');
