import { X509Certificate, createPrivateKey } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runProgram } from '../process/run-program.ts';
import { issueLeaf, makeAuthority } from './certificate-authority.ts';

const now = new Date();
const order = { name: 'db1', addresses: ['db1', '10.0.0.1', 'fd00::1'], days: 398, now };

describe('a certificate authority', () => {
  it('signs a server by names and addresses, so that openssl accepts it in its strict mode', async () => {
    const authority = await makeAuthority('test CA', { days: 10, now });
    const leaf = await issueLeaf(authority, { ...order, days: 5 });
    const certificate = new X509Certificate(leaf.certificatePem);
    expect(certificate.checkHost('db1')).toBe('db1');
    expect(certificate.checkIP('10.0.0.1')).toBe('10.0.0.1');
    expect(certificate.checkIP('fd00::1')).toBe('fd00::1');
    expect(certificate.checkPrivateKey(createPrivateKey(leaf.keyPem))).toBe(true);
    expect(Math.round((Date.parse(certificate.validTo) - now.getTime()) / 86_400_000)).toBe(5);

    const directory = await mkdtemp(join(tmpdir(), 'aether-'));
    await writeFile(join(directory, 'ca.pem'), authority.certificatePem);
    await writeFile(join(directory, 'leaf.pem'), leaf.certificatePem);
    const args = ['verify', '-x509_strict', '-purpose', 'sslserver', '-CAfile', 'ca.pem', 'leaf.pem'];
    const verified = await runProgram('openssl', args, { variables: process.env, cwd: directory });
    await rm(directory, { recursive: true });
    expect(verified).toMatchObject({ exitCode: 0, stdout: 'leaf.pem: OK\n' });
  });

  it('keeps its key encrypted behind a passphrase', async () => {
    const authority = await makeAuthority('test CA', { days: 10, now, passphrase: 'a secret' });
    expect(authority.keyPem).toContain('ENCRYPTED');
    await expect(issueLeaf(authority, order)).rejects.toThrow();
    await expect(issueLeaf(authority, order, 'another one')).rejects.toThrow();
    expect((await issueLeaf(authority, order, 'a secret')).certificatePem).toContain('BEGIN CERTIFICATE');
  });
});
