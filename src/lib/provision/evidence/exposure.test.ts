import { expect, it } from 'vitest';
import { parseExposure } from './exposure.ts';

it('what a host offers is read from ss and from openssl, and no handshake is not a good one', () => {
  const text = `listens 0.0.0.0:22
listens [::]:22
tls clients
CONNECTION ESTABLISHED
Protocol version: TLSv1.3
Ciphersuite: TLS_AES_256_GCM_SHA384
Verification: OK
tls group
connect:errno=111`;
  expect(parseExposure(text)).toEqual({
    listens: ['0.0.0.0:22', '[::]:22'],
    tls: [
      { service: 'clients', protocol: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384', is_verified: true },
      { service: 'group', protocol: null, cipher: null, is_verified: false },
    ],
  });
});
