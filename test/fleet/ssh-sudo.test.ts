import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject } from 'vitest';
import type { SshHost } from '../../src/lib/infra/ssh/host.ts';
import { fleet as labTest, said } from '../support/fleet.ts';
import { type LabDoor, openLabDoor } from '../support/lab-ssh.ts';
import { failureOf } from '../support/ssh-pool.ts';

const PASSWORD = `it's a "pass" word $1`;

/** The lab's own user may sudo without a password; `asked` has to give one; `nobody-special` may not at all. */
const PREPARE = `
for user in asked nobody-special; do
  id "$user" >/dev/null 2>&1 || useradd --create-home --shell /bin/bash "$user"
  install -d -o "$user" -m 700 "/home/$user/.ssh"
  install -o "$user" -m 600 /home/admin/.ssh/authorized_keys "/home/$user/.ssh/authorized_keys"
done
printf '%s\\n' 'asked:${PASSWORD.replaceAll("'", String.raw`'\''`)}' | chpasswd
echo 'asked ALL=(ALL:ALL) ALL' > /etc/sudoers.d/95-asked
chmod 440 /etc/sudoers.d/95-asked
echo 'echo noise from an rc file; echo more noise >&2' > /home/asked/.bashrc
`;

/** sudo-rs in the place where commands look for sudo first, as Ubuntu 26.04 has it. */
const INSTALL_SUDO_RS = `
command -v sudo-rs >/dev/null || DEBIAN_FRONTEND=noninteractive apt-get install -y -q sudo-rs
ln -sf /usr/lib/cargo/bin/sudo /usr/local/bin/sudo
`;

/** Other tests share the machines. */
const TIDY_UP = `
rm -f /usr/local/bin/sudo /etc/sudoers.d/95-asked
for user in asked nobody-special; do userdel --remove "$user" 2>/dev/null || true; done
`;

const fleet = labTest.extend<{
  door: LabDoor;
  hostAs: (host: string, user?: string, password?: string) => Promise<SshHost>;
}>({
  door: async ({ lab }, use) => {
    await using door = await openLabDoor(lab);
    await use(door);
  },
  hostAs: async ({ door }, use) => {
    const close: (() => Promise<void>)[] = [];
    await use(async (host, user, password) => {
      const pool = await door.pool({
        ...(user === undefined ? {} : { user }),
        ...(password === undefined ? {} : { sudoPassword: async () => password }),
      });
      close.push(async () => pool.close());
      return pool.host(host);
    });
    await Promise.all(close.map((one) => one()));
  },
});

describe.each([
  { sudo: 'sudo', machine: 'db1', setup: PREPARE },
  { sudo: 'sudo-rs', machine: 'db2', setup: PREPARE + INSTALL_SUDO_RS },
])('root by $sudo', ({ sudo, machine, setup }) => {
  beforeAll(async () => {
    const lab = inject('lab');
    if (lab === null) return;
    await said(lab, machine, setup);
    expect(await said(lab, machine, 'PATH=/usr/local/bin:/usr/bin sudo --version 2>&1')).toMatch(
      sudo === 'sudo' ? /^Sudo version/ : /^sudo-rs/,
    );
  });

  afterAll(async () => {
    const lab = inject('lab');
    if (lab !== null) await said(lab, machine, TIDY_UP);
  });

  const ways = [
    { how: 'without a password', user: 'admin', password: undefined },
    { how: 'without a password, though one is given', user: 'admin', password: 'needless' },
    { how: 'with a password', user: 'asked', password: PASSWORD },
  ] as const;

  fleet.for(ways)(
    '$how: runs commands with their arguments, variables and input',
    async ({ user, password }, { hostAs }) => {
      const host = await hostAs(machine, user, password);
      const result = await host.exec(
        [
          '/bin/sh',
          '-c',
          String.raw`id -u; printf '%s\n' "$GIVEN" "$HOME" "$@"; sha256sum; echo err >&2; exit 4`,
          'sh',
          "it's",
          '$HOME',
        ],
        { asRoot: true, env: { GIVEN: 'a b' }, stdin: 'input\n' },
      );
      expect(result).toEqual({
        outcome: 'exited',
        code: 4,
        stdout:
          "0\na b\n/root\nit's\n$HOME\n7d3f9b6284c6f36e77b425cac882e8fbbcc97a4727ec20790853076d0f463453  -\n",
        stderr: 'err\n',
        truncated: false,
      });
      expect(await host.exec(['cat'], { asRoot: true })).toMatchObject({ code: 0, stdout: '' });
      expect((await host.exec(['id', '-un'])).stdout).toBe(`${user}\n`);
    },
  );

  fleet.for(ways)(
    '$how: replaces a file of root with a large one, whole',
    async ({ user, password }, { hostAs }) => {
      const host = await hostAs(machine, user, password);
      const content = randomBytes(3 * 1024 * 1024);
      const path = `/root/upload-${user}`;
      await host.upload({ content }, path, { asRoot: true, mode: 0o640, owner: 'root:adm' });
      const seen: Buffer[] = [];
      await host.exec(['cat', path], { asRoot: true, onStdout: (chunk) => void seen.push(chunk) });
      expect(Buffer.concat(seen).equals(content)).toBe(true);
      expect((await host.exec(['stat', '-c', '%a %U:%G', path], { asRoot: true })).stdout).toBe(
        '640 root:adm\n',
      );
      expect(await host.exec(['test', '-r', path])).toMatchObject({ code: 1 });
    },
  );

  fleet.for(ways)('$how: ends a command of root that is aborted', async ({ user, password }, { hostAs }) => {
    const host = await hostAs(machine, user, password);
    const controller = new AbortController();
    const marker = `sleep 7${randomBytes(2).readUInt16BE()}`;
    const running = failureOf(
      host.exec(['/bin/sh', '-c', `echo ready; ${marker}; true`], {
        asRoot: true,
        signal: controller.signal,
        onStdout: () => controller.abort(new Error('enough')),
      }),
    );
    expect(await running).toMatchObject({ message: 'enough' });
    expect(await host.exec(['pgrep', '-fx', marker], { asRoot: true })).toMatchObject({ code: 1 });
  });

  fleet('never shows the password in the list of processes, nor in its log', async ({ lab, hostAs }) => {
    const host = await hostAs(machine, 'asked', PASSWORD);
    const { stdout } = await host.exec(['/bin/sh', '-c', 'ps -ef; cat /proc/[0-9]*/environ'], {
      asRoot: true,
    });
    expect(stdout).toContain('sudo -k -S');
    expect(stdout).not.toContain('a "pass" word');
    expect(await said(lab, machine, 'journalctl --no-pager -n 2000')).not.toContain('a "pass" word');
  });

  fleet('is refused with a wrong password, which is tried once for all commands', async ({ lab, hostAs }) => {
    const host = await hostAs(machine, 'asked', 'wrong');
    const since = await said(lab, machine, 'date +%s');
    const failures = await Promise.all(
      [1, 2, 3, 4].map(() => failureOf(host.exec(['true'], { asRoot: true }))),
    );
    for (const failure of failures) expect(failure).toMatchObject({ code: 'SSH_SUDO_REFUSED' });
    expect(await failureOf(host.exec(['true'], { asRoot: true }))).toMatchObject({
      code: 'SSH_SUDO_REFUSED',
    });
    const log = await said(lab, machine, `journalctl --no-pager --since=@${since}`);
    expect(log.split('authentication failure;').length - 1).toBe(1);
  });

  fleet('is refused without a password, and to a user who may not', async ({ hostAs }) => {
    const asked = await hostAs(machine, 'asked');
    expect(await failureOf(asked.exec(['true'], { asRoot: true }))).toMatchObject({
      code: 'SSH_SUDO_REFUSED',
      hint: expect.stringContaining('ssh.sudo_password'),
    });
    const other = await hostAs(machine, 'nobody-special', 'whatever');
    expect(await failureOf(other.exec(['true'], { asRoot: true }))).toMatchObject({
      code: 'SSH_SUDO_REFUSED',
    });
  });
});
