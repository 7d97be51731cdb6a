import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { AetherError } from '../core/errors.ts';
import { asRoot } from '../infra/process/as-root.ts';
import { findExecutable, searchPath } from '../infra/process/find-executable.ts';
import { runProgram } from '../infra/process/run-program.ts';
import { cgroupMount } from './host/cgroup.ts';
import type { LabContext } from './lab-context.ts';

type Caller = Pick<LabContext, 'variables' | 'argv'>;

/** The programs of a lab, by the Debian package that has them. */
const PROGRAMS: Readonly<Record<string, string>> = {
  'systemd-nspawn': 'systemd-container',
  mmdebstrap: 'mmdebstrap',
  ip: 'iproute2',
  nft: 'nftables',
  'mkfs.ext4': 'e2fsprogs',
  losetup: 'mount',
  nsenter: 'util-linux',
  setpriv: 'util-linux',
  unshare: 'util-linux',
};

/** With which Debian's own packages are checked; on Ubuntu it is not there by itself. */
const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';

interface Obstacle {
  readonly problem: string;
  readonly hint: string;
}

/** Why no lab can run here, with the command that changes it; undefined where one can. */
export async function whyNoLab(
  { variables, argv }: Caller,
  userId = process.getuid?.(),
): Promise<Obstacle | undefined> {
  if (userId !== 0) {
    return {
      problem: 'a lab needs root: it makes namespaces, mounts and cgroups',
      hint: asRoot(argv, variables),
    };
  }
  const missing = await missingPackages(searchPath(variables));
  if (missing.length > 0) {
    return {
      problem: `programs that a lab needs are not installed (${missing.join(', ')})`,
      hint: `apt-get install --yes --no-install-recommends ${missing.join(' ')}`,
    };
  }
  const refused = await whyNoNamespaces(variables);
  if (refused !== undefined) return refused;
  const filesystems = await readFile('/proc/filesystems', 'utf8');
  if (filesystems.includes('\toverlay\n')) return undefined;
  return { problem: 'the kernel has no overlay file system', hint: 'modprobe overlay' };
}

/** Root of an ordinary container may not do what root of a computer may; only trying tells. */
export async function whyNoNamespaces(variables: LabContext['variables']): Promise<Obstacle | undefined> {
  const { exitCode, stderr } = await runProgram('unshare', ['--mount', '--net', 'true'], { variables });
  if (exitCode === 0) return undefined;
  return {
    problem: `root is not allowed to make namespaces here (${stderr.trim()})`,
    hint: 'use a computer or a virtual machine, or a container that is started with --privileged',
  };
}

/** Throws LAB_UNSUPPORTED with the command to type where no lab can run here. */
export async function checkUpRequirements(caller: Caller): Promise<void> {
  const why = await whyNoLab(caller);
  if (why !== undefined) throw new AetherError('LAB_UNSUPPORTED', why.problem, { hint: why.hint });
  await cgroupMount();
}

/** Throws LAB_UNSUPPORTED where this user may not do what a running lab asks for. */
export function checkRoot({ variables, argv }: Caller, userId = process.getuid?.()): void {
  if (userId === 0) return;
  throw new AetherError('LAB_UNSUPPORTED', 'only root can enter the machines of a lab', {
    hint: asRoot(argv, variables),
  });
}

/** The Debian packages whose programs are in none of these directories, and the keyring where it is not there. */
export async function missingPackages(directories: readonly string[], keyring = KEYRING): Promise<string[]> {
  const missing = new Set<string>();
  for (const [program, packageName] of Object.entries(PROGRAMS)) {
    if ((await findExecutable(program, directories)) === undefined) missing.add(packageName);
  }
  if (!existsSync(keyring)) missing.add('debian-archive-keyring');
  return [...missing];
}
