import { createHash } from 'node:crypto';
import { debianOf, DEFAULT_RELEASE, type Debian } from '../debian-release.ts';

/** Everything that decides what is in the image; a change of any of it makes another image. */
export interface Recipe {
  readonly suite: string;
  readonly mirror: string;
  /** Installed on every machine. */
  readonly installed: readonly string[];
  /** In the image's own repository, with all that they need: what `apt-get install` on a machine finds. */
  readonly offered: readonly string[];
  /** The scripts that run in it, by name. */
  readonly scripts: Readonly<Record<ImageScript, string>>;
}

export type ImageScript = 'prepare.sh' | 'collect-packages.sh';

export const IMAGE_SCRIPTS: readonly ImageScript[] = ['prepare.sh', 'collect-packages.sh'];

const INSTALLED = [
  'ca-certificates',
  'dbus',
  'e2fsprogs',
  'iproute2',
  'iputils-ping',
  'less',
  // The clock of a service is moved with it (faults): the kernel's clock belongs to the whole computer.
  'libfaketime',
  'libpam-systemd',
  'nftables',
  'openssh-server',
  'procps',
  'python3-apt',
  'python3-dbus',
  'python3-distro-info',
  'sudo',
  'systemd',
  'systemd-sysv',
] as const;

const OFFERED = [
  'chrony',
  'galera-4',
  'galera-arbitrator-4',
  'logrotate',
  'lsof',
  'mariadb-backup',
  'mariadb-client',
  'mariadb-server',
  'nodejs',
  'pv',
  'rsync',
  'socat',
  'sudo-rs',
  'unattended-upgrades',
  'xfsprogs',
] as const;

/** What the machines of a lab with this Debian are made of. */
export function labRecipe(
  scripts: Recipe['scripts'],
  mirror: string,
  { suite, lacks }: Debian = debianOf(DEFAULT_RELEASE),
): Recipe {
  const offered = OFFERED.filter((name) => !lacks.includes(name));
  return { suite, mirror, installed: INSTALLED, offered, scripts };
}

/** Names the image of a recipe. */
export function recipeHash(recipe: Recipe): string {
  return createHash('sha256').update(JSON.stringify(recipe)).digest('hex').slice(0, 12);
}
