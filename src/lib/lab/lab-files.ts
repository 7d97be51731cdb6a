import { X509Certificate } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { newPassword } from '../core/ids.ts';
import { writeFileAtomic } from '../infra/state/write-file-atomic.ts';
import { ACCOUNTS, renderEnvironmentFile, secretFile } from './environment-file.ts';
import { type HostKey, knownHostsFile, sshConfigFile } from './keys/access-files.ts';
import { fingerprintOf, generateKeyPair } from './keys/key-pair.ts';
import type { Lab } from './lab.ts';
import { hostLayout } from './layout.ts';

/** True where the files that describe the lab say what it is. */
export async function filesMatch(lab: Lab): Promise<boolean> {
  const keys = await readHostKeys(lab);
  if (keys === undefined) return false;
  const found = await Promise.all(
    describingFiles(lab, keys, await readAuthority(lab)).map(
      async ({ path, content }) => (await readOrUndefined(path)) === content,
    ),
  );
  return found.every(Boolean);
}

/** Writes environment file, known_hosts and ssh configuration, and passwords for the accounts that have none. */
export async function writeLabFiles(lab: Lab): Promise<void> {
  for (const server of ['mariadb', 'mongo'] as const) {
    for (const use of ACCOUNTS[server]) await createSecret(join(lab.layout.root, secretFile(server, use)));
  }
  const keys = (await readHostKeys(lab)) ?? [];
  for (const { path, content } of describingFiles(lab, keys, await readAuthority(lab)))
    await writeFileAtomic(path, content);
}

/** The public half of the operator's key; undefined where there is none. */
export async function readOperatorKey(lab: Lab): Promise<string | undefined> {
  return (await readOrUndefined(`${lab.layout.operatorKey}.pub`))?.trim();
}

/** Makes the one key that may log in; the public half comes last, and says that both are there. */
export async function createOperatorKey(lab: Lab): Promise<void> {
  const { operatorKey } = lab.layout;
  await mkdir(dirname(operatorKey), { recursive: true, mode: 0o700 });
  const pair = await generateKeyPair(`operator@${lab.layout.name}`);
  await writeFileAtomic(operatorKey, pair.privateKey, 0o600);
  await writeFileAtomic(`${operatorKey}.pub`, `${pair.publicKey}\n`);
}

/** The machines' host keys, in order; undefined where a machine has no disk yet. */
async function readHostKeys(lab: Lab): Promise<HostKey[] | undefined> {
  const keys: HostKey[] = [];
  for (const host of lab.state.hosts) {
    const publicKey = await readOrUndefined(hostLayout(lab.layout, host.name).hostKey);
    if (publicKey === undefined) return undefined;
    keys.push({ host, publicKey });
  }
  return keys;
}

/** The fingerprint of the authority that "aether provision" made; undefined if there is none. */
async function readAuthority({ layout }: Lab): Promise<string | undefined> {
  const certificate = await readOrUndefined(join(layout.root, 'tls', 'ca.pem'));
  return certificate === undefined ? undefined : new X509Certificate(certificate).fingerprint256;
}

function describingFiles({ layout, state }: Lab, keys: readonly HostKey[], authority: string | undefined) {
  const known = keys.map(({ host, publicKey }) => ({ host, fingerprint: fingerprintOf(publicKey) }));
  return [
    { path: layout.knownHosts, content: knownHostsFile(keys) },
    { path: layout.sshConfig, content: sshConfigFile(layout, state.hosts) },
    {
      path: layout.environmentFile,
      content: renderEnvironmentFile({ name: layout.name, debian: state.debian }, known, authority),
    },
  ];
}

async function createSecret(path: string): Promise<void> {
  if ((await readOrUndefined(path)) !== undefined) return;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFileAtomic(path, `${newPassword()}\n`, 0o600);
}

async function readOrUndefined(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}
