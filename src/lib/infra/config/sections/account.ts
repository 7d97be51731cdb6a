import { z } from 'zod';
import { name } from './fields.ts';
import { secretReference } from './secret-reference.ts';

/** The accounts of one kind of server, by what aether uses them for. */
export const accounts = (longestUser: number) =>
  z
    .record(
      name(),
      z.strictObject({
        user: z
          .string()
          .min(1, 'must name a user')
          .max(longestUser, `must have ${longestUser} characters at most`)
          .describe('Name of the user on the server'),
        password: secretReference(),
      }),
    )
    .prefault({});

/** How connections are encrypted and whom they trust. */
export const tls = () =>
  z
    .strictObject({
      mode: z
        .enum(['verify', 'off'])
        .prefault('verify')
        .describe(
          'verify: encrypted, certificate and name checked. off: plain, only for servers on loopback',
        ),
      ca: z
        .string()
        .min(1, 'must be a path')
        .optional()
        .describe('PEM file with the authority that signed the servers, else those the system trusts'),
    })
    .prefault({});
