import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { onHost } from '../../support/fleet.ts';
import type { OwnLab } from '../../support/own-lab.ts';
import { watchProcesses } from '../../support/secret-watch.ts';

// What processes show is watched while the fleet is provisioned: test/fleet/provision.test.ts.

const HOSTS = ['bastion', 'db1', 'db2', 'db3', 'replica1'];

/** By the file that has it, without the others of its directory. */
export type Secrets = ReadonlyMap<string, string>;

/** Passwords, the passphrase, and a line of each private key: all that a lab's operator keeps to himself. */
export async function readSecrets(lab: OwnLab): Promise<Secrets> {
  const root = dirname(lab.environmentFile);
  const passwords = (await readdir(join(root, 'secrets'))).map((name) => join('secrets', name));
  const keys = [
    'ssh/operator',
    ...(await readdir(join(root, 'tls')).catch(() => [])).map((name) => join('tls', name)),
  ];
  const texts = await Promise.all(
    [...passwords, ...keys].map(async (name) => [name, await readFile(join(root, name), 'utf8')] as const),
  );
  return new Map(
    texts
      .filter(([name, text]) => name.startsWith('secrets/') || text.includes('PRIVATE KEY'))
      // The first line of a key says what it is, and the second what it is encrypted with.
      .map(([name, text]) => [
        name,
        text
          .trim()
          .split('\n')
          .at(name.startsWith('secrets/') ? 0 : 2) ?? '',
      ]),
  );
}

/** What a host needs to do its work, and where: `SECRET in FILE`. */
const OWN = [
  // The account with which members copy one another, for root and the server alone.
  /^secrets\/mariadb-backup in \/etc\/mysql\/mariadb\.conf\.d\/zz-aether\.cnf$/,
  // Where the server itself keeps what CHANGE MASTER was told.
  /^replica1 secrets\/mariadb-replication in \/var\/lib\/mysql\/master\.info$/,
];

/** What a state transfer of Galera shows to root and to the server's own user, by its own script. */
export function isOfTransfer(seen: string): boolean {
  return seen.startsWith('secrets/mariadb-backup in the environ of ');
}

/** Tests that secrets are where they belong alone. */
export function secretTests(labOf: () => OwnLab, isPossible: boolean): void {
  /** `HOST SECRET in FILE` of every file of a host, and of its journal; what the machines come with is left out. */
  const searchHost = async (host: string, secrets: Secrets): Promise<string[]> => {
    const patterns = [...secrets.values()].join('\n');
    const { stdout } = await onHost(
      labOf(),
      host,
      `cat >/dev/shm/patterns <<'PATTERNS'
${patterns}
PATTERNS
LC_ALL=C grep -raoF -f /dev/shm/patterns --exclude-dir=aether-packages /etc /home /opt /root /run /srv /tmp /usr/local /var 2>/dev/null
journalctl --all --output=export | LC_ALL=C grep -aoF -f /dev/shm/patterns | sed 's/^/journal:/'
rm /dev/shm/patterns`,
    );
    const found = new Set((stdout ?? '').trim().split('\n').filter(Boolean));
    return [...found].map((line) => {
      const at = line.indexOf(':');
      const [name = '?'] = [...secrets].find(([, text]) => text === line.slice(at + 1)) ?? [];
      return `${host} ${name} in ${line.slice(0, at)}`;
    });
  };

  describe.skipIf(!isPossible)('secrets', () => {
    it('are on a host only where its servers need them', async () => {
      const secrets = await readSecrets(labOf());
      expect([...secrets.keys()]).toEqual(
        expect.arrayContaining([
          'secrets/mariadb-admin',
          'secrets/authority',
          'ssh/operator',
          'tls/ca-key.pem',
        ]),
      );
      expect([...secrets.values()].every((text) => text.length >= 20)).toBe(true);
      const found = (await Promise.all(HOSTS.map((host) => searchHost(host, secrets)))).flat();
      // The search finds what is there.
      expect(found).toContain('db1 secrets/mariadb-backup in /etc/mysql/mariadb.conf.d/zz-aether.cnf');
      expect(
        found.filter((line) => !OWN.some((own) => own.test(line) || own.test(line.replace(/^\S+ /, '')))),
      ).toEqual([]);
    });

    it('are in no record, evidence or log of the operator', async () => {
      const { stateDir, environmentFile } = labOf();
      const secrets = await readSecrets(labOf());
      const root = dirname(environmentFile);
      const kept = ['secrets', 'ssh', 'tls', 'hosts'].map((name) => join(root, name));
      const files = (await readdir(stateDir, { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .filter((path) => !kept.some((directory) => path.startsWith(`${directory}/`)));
      expect(files.filter((path) => path.includes('/evidence/'))).not.toEqual([]);
      expect(files.filter((path) => path.includes('/runs/'))).not.toEqual([]);
      const having: string[] = [];
      for (const path of files) {
        const text = await readFile(path, 'latin1');
        for (const [name, secret] of secrets) if (text.includes(secret)) having.push(`${name} in ${path}`);
      }
      expect(having).toEqual([]);
    });

    it('would be seen in a process of a host', async () => {
      await using watch = watchProcesses(new Map([['canary', 'not-a-secret']]));
      await onHost(labOf(), 'db1', 'sleep 1; : not-a-secret');
      await eventually('it is seen', async () =>
        watch.seen().includes('canary in the cmdline of sh') ? true : undefined,
      );
    });
  });
}
