import { join } from 'node:path';
import { AetherError } from '../core/errors.ts';
import { DEFAULT_LAB } from '../core/lab-command.ts';
import { checkLabName, labId } from './lab-name.ts';

/** Forgotten when the computer restarts, as the namespaces are. */
export const RUN_DIR = '/run/aether';

/** Where a lab keeps everything; the names are the same in all labs. */
export interface LabLayout {
  readonly name: string;
  /** Name of its network namespace and of its cgroup. */
  readonly id: string;
  readonly root: string;
  /** Beside the root, because `down --purge` removes the root while it holds the lock. */
  readonly lock: string;
  readonly stateFile: string;
  readonly environmentFile: string;
  readonly operatorKey: string;
  readonly knownHosts: string;
  /** For the `ssh` of the system. */
  readonly sshConfig: string;
  readonly hostsDir: string;
  readonly faultsDir: string;
  /** A file that stands for the network namespace; nsenter takes it. */
  readonly namespace: string;
}

/** What one machine consists of. */
export interface HostLayout {
  /** Complete by definition: a machine's directory gets this name only when it is finished. */
  readonly dir: string;
  readonly draftDir: string;
  /** In which image the disk was made; it holds what differs from that, and is good for no other. */
  readonly imageFile: string;
  readonly hostKey: string;
  /** What its data volume or disk is, sparse. */
  readonly dataFile: string;
  readonly console: string;
}

/** Would separate the layers in the options of an overlay mount, or the words of nspawn's --bind. */
const UNSAFE_IN_MOUNT_OPTIONS = /[:,\\\s]/;

/** The paths of a lab of a state directory. Throws USAGE where mount options cannot hold them. */
export function layoutOf(stateDir: string, name: string): LabLayout {
  checkMountable(stateDir, 'AETHER_STATE_DIR');
  const root = checkLabName(name) === DEFAULT_LAB ? join(stateDir, 'lab') : join(stateDir, 'labs', name);
  const id = labId(name, root);
  return {
    name,
    id,
    root,
    lock: `${root}.lock`,
    stateFile: join(root, 'lab.json'),
    environmentFile: join(root, 'aether.yaml'),
    operatorKey: join(root, 'ssh', 'operator'),
    knownHosts: join(root, 'ssh', 'known_hosts'),
    sshConfig: join(root, 'ssh', 'config'),
    hostsDir: join(root, 'hosts'),
    faultsDir: join(root, 'faults'),
    namespace: join(RUN_DIR, id),
  };
}

/** The paths of one machine. */
export function hostLayout(layout: LabLayout, host: string): HostLayout {
  const dir = join(layout.hostsDir, host);
  return {
    dir,
    draftDir: join(layout.hostsDir, `.${host}.draft`),
    imageFile: join(dir, 'image.json'),
    hostKey: join(dir, 'upper/etc/ssh/ssh_host_ed25519_key.pub'),
    dataFile: join(dir, 'data.img'),
    console: join(dir, 'console.log'),
  };
}

export function checkMountable(path: string, variable: string): void {
  if (!UNSAFE_IN_MOUNT_OPTIONS.test(path)) return;
  throw new AetherError('USAGE', `a lab cannot be kept in ${path}: the path has a blank, ":", "," or "\\"`, {
    hint: `name another place with ${variable}`,
  });
}
