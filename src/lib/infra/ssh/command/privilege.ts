import { AetherError } from '../../../core/errors.ts';

/** How the user who logs in becomes root: is root, may sudo without a password, or has to give one. */
export type Privilege =
  | { readonly by: 'login' }
  | { readonly by: 'sudo' }
  | { readonly by: 'sudo-password'; readonly password: string };

/** Prints one word: how root is reached. */
const PROBE = `
if [ "$(id -u)" = 0 ]; then echo login
elif ! command -v sudo >/dev/null; then echo none
elif sudo -n -H -- true; then echo sudo
else echo asks; fi
`;

export const PRIVILEGE_PROBE = ['/bin/sh', '-c', PROBE] as const;

export interface PasswordCheck {
  readonly host: string;
  /** Reads ssh.sudo_password; undefined where the environment has none. */
  readonly password: (() => Promise<string>) | undefined;
  /** Runs `true` as root with the password; false where sudo did not let it in. */
  readonly admits: (password: string) => Promise<boolean>;
}

/** Reads the probe's answer; a password is tried once, on its own, before anything depends on it. */
export async function choosePrivilege(answer: string, check: PasswordCheck): Promise<Privilege> {
  if (answer === 'login' || answer === 'sudo') return { by: answer };
  if (answer === 'none') {
    throw new AetherError(
      'SSH_SUDO_REFUSED',
      `${check.host}: the user is not root, and sudo is not installed`,
    );
  }
  if (check.password === undefined) {
    throw new AetherError('SSH_SUDO_REFUSED', `${check.host}: sudo asks the user for a password`, {
      hint: 'set ssh.sudo_password in the environment file, or allow the user NOPASSWD in sudoers',
    });
  }
  const password = await check.password();
  if (await check.admits(password)) return { by: 'sudo-password', password };
  throw new AetherError('SSH_SUDO_REFUSED', `${check.host}: sudo refuses the user or the password`, {
    hint: 'check ssh.sudo_password, and that sudoers allows the user every command',
  });
}
