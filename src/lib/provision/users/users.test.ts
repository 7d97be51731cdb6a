import { describe, expect, it } from 'vitest';
import { environmentSchema } from '../../infra/config/environment-schema.ts';
import { step } from '../steps/users.ts';
import type { HostView } from '../step-spec.ts';

const KEY = 'ssh-ed25519 AAAA anna';

const environment = environmentSchema.parse({
  name: 'shop',
  ssh: {
    user: 'admin',
    key: 'key',
    users: { anna: { keys: [KEY], sudo: true } },
    jump_users: { ben: { keys: [KEY] } },
  },
  hosts: {
    jump: { address: '10.0.0.1', roles: ['bastion'] },
    db1: { address: '10.0.0.2', roles: ['mariadb'] },
  },
  mariadb: { version: '11.8' },
});

function viewOf(name: string): HostView {
  const facts = { os: 'debian', osVersion: '13', isContainer: true, memoryBytes: 0 };
  return { name, host: environment.hosts[name]!, environment, facts } as unknown as HostView;
}

const file = (path: string, mode: string, content: string) =>
  `file ${path}\n${mode} root:root\n${Buffer.from(content).toString('base64')}\n.`;
const AS_WANTED = [
  file('/etc/aether/users', '644', '# Written by aether: the users that it has made.\nanna\n'),
  file('/etc/aether/keys/anna', '644', `${KEY}\n`),
  file('/etc/sudoers.d/80-aether', '440', '# Written by aether.\nanna ALL=(ALL:ALL) NOPASSWD: ALL\n'),
];
const ACCOUNT = 'account anna 1001 /bin/bash expires ';

const judge = async (lines: readonly string[], name = 'db1') => step.judge(lines.join('\n'), viewOf(name));

describe('the users of a host', () => {
  it('are right with account, key and rights', async () => {
    expect(await judge([...AS_WANTED, ACCOUNT])).toMatchObject({ kind: 'right', summary: 'anna' });
  });

  it('are made without a lock, their rights validated before they are in force', async () => {
    const verdict = await judge(['file /etc/sudoers.d/80-aether\nabsent\n\n.'], 'jump');
    if (verdict.kind !== 'change') throw new Error('nothing would change');
    expect(verdict.summary).toMatch(/^anna \(sudo\): make the account; ben: make the account; /);
    const script = await verdict.script();
    expect(script).toContain("useradd --create-home --password '*' --shell /bin/false ben");
    expect(script).toMatch(/put_file \/etc\/sudoers\.d\/80-aether .* visudo -cf/);
    expect(verdict.revert).toContain('rm -f /etc/sudoers.d/80-aether');
    // Their homes may have keys of their own.
    expect(verdict.revert).toContain('usermod --expiredate 1 anna');
  });

  it.each([
    ['has another shell', 'account anna 1001 /bin/sh expires '],
    ['is expired', 'account anna 1001 /bin/bash expires 1'],
    ['is gone', ''],
  ])('are corrected if an account %s, and back as they were if nobody confirms it', async (what, account) => {
    expect(await judge([...AS_WANTED, account])).toMatchObject({
      summary: 'anna (sudo): make the account',
      revert: expect.stringContaining(
        what === 'has another shell' ? 'usermod --shell /bin/sh anna' : 'usermod --expiredate 1 anna',
      ),
    });
  });

  it('are locked out when they leave the file, and those of others are not', async () => {
    const listed = AS_WANTED[0]!.replace(
      /\n[^\n]+\n\.$/,
      `\n${Buffer.from('anna\ncarl\n').toString('base64')}\n.`,
    );
    const verdict = await judge([
      listed,
      ...AS_WANTED.slice(1),
      ACCOUNT,
      'account carl 1002 /bin/bash expires ',
    ]);
    if (verdict.kind !== 'change') throw new Error('nothing would change');
    expect(verdict.summary).toMatch(/^carl: lock the account/);
    expect(await verdict.script()).toContain('usermod --shell /bin/false --expiredate 1 carl');
  });

  it('are refused with the name of an account of the system', async () => {
    await expect(judge(['account anna 112 /usr/sbin/nologin expires '])).rejects.toThrow(
      /^db1: anna is an account of the system/,
    );
  });
});
