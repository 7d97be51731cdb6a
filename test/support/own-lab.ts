import { spawn, type ChildProcess } from 'node:child_process';
import { readdir, readFile, readlink, stat } from 'node:fs/promises';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { listProcesses } from '../../src/lib/infra/process/process-table.ts';
import type { Release } from '../../src/lib/lab/debian-release.ts';
import { labDown } from '../../src/lib/lab/lab-down.ts';
import { labUp, type UpReport } from '../../src/lib/lab/lab-up.ts';
import { layoutOf } from '../../src/lib/lab/layout.ts';
import type { TestLab } from '../fleet/lab-setup.ts';
import { debianMirror } from './debian-mirror.ts';
import { labContext } from './lab-context.ts';

const BIN = fileURLToPath(new URL('../../bin/aether.js', import.meta.url));

/** A small lab that a test may break. */
export interface OwnLab extends TestLab {
  up(): Promise<UpReport>;
  down(options?: { readonly purge?: boolean; readonly force?: boolean }): Promise<void>;
  /** Starts `aether lab …` as a process of its own. */
  spawn(...args: string[]): ChildProcess;
  /** What there is of the lab on this computer; all empty where nothing is. */
  traces(): Promise<Traces>;
  remove(): Promise<void>;
}

/** The machines of a lab, and the size of their data volumes. */
export interface Machines {
  readonly hosts: readonly string[];
  readonly dataBytes: number;
  /** Data disks without a file system. */
  readonly blankData?: boolean;
  /** Which Debian they have; 13 if it is left out. */
  readonly debian?: Release;
}

/** What most tests need. */
export const SMALL: Machines = { hosts: ['bastion', 'db1'], dataBytes: 64 * 1024 ** 2 };

export interface Traces {
  readonly processes: readonly string[];
  readonly mounts: readonly string[];
  readonly loopDevices: readonly string[];
  readonly cgroups: readonly string[];
  readonly namespaces: readonly string[];
}

export async function ownLab(name = 'own', parent?: string, machines = SMALL): Promise<OwnLab> {
  const directory = parent ?? (await mkdtemp(join(tmpdir(), 'aether-')));
  const context = labContext(join(directory, '.aether'));
  const layout = layoutOf(context.stateDir, name);
  const request = { name, fresh: false, mirror: debianMirror(), blankData: false, ...machines };
  const down = async ({ purge = false, force = false } = {}) => {
    await labDown(context, { name, purge, force });
  };
  return {
    stateDir: context.stateDir,
    name,
    environmentFile: layout.environmentFile,
    namespace: layout.namespace,
    sshConfig: layout.sshConfig,
    up: () => labUp(context, request),
    down,
    spawn: (...args) => spawnLab({ stateDir: context.stateDir, name }, ...args),
    traces: () => tracesOf({ stateDir: context.stateDir, name }),
    remove: async () => {
      await down({ purge: true, force: true });
      await rm(directory, { recursive: true, force: true });
    },
  };
}

type NamedLab = Pick<TestLab, 'stateDir' | 'name'>;

/** Starts `aether lab …` for a lab, as a process of its own. */
export function spawnLab({ stateDir, name }: NamedLab, ...args: string[]): ChildProcess {
  return spawn(process.execPath, [BIN, 'lab', ...args, '--name', name], {
    cwd: dirname(stateDir),
    env: { ...process.env, AETHER_STATE_DIR: stateDir },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** What there is of a lab on this computer. */
export async function tracesOf({ stateDir, name }: NamedLab): Promise<Traces> {
  const { id, root } = layoutOf(stateDir, name);
  return findTraces(id, root);
}

/** Looked up by what the kernel says, not by what the lab remembers. */
async function findTraces(id: string, root: string): Promise<Traces> {
  const namespace = await stat(`/run/aether/${id}`).catch(() => undefined);
  // Without the dead that nobody has reaped yet.
  const running = await listProcesses();
  const pids = running.map(({ pid }) => String(pid));
  const processes: string[] = [];
  for (const { pid, argv } of running) {
    const cgroups = await readFile(`/proc/${pid}/cgroup`, 'utf8').catch(() => '');
    const network = await stat(`/proc/${pid}/ns/net`).catch(() => undefined);
    const isInside = namespace !== undefined && network?.ino === namespace.ino;
    const command = argv.join(' ');
    const isOfLab = cgroups.includes(`/${id}/`) || isInside || command.includes(root);
    if (isOfLab && pid !== process.pid) processes.push(`${pid} ${command}`);
  }
  return {
    processes,
    mounts: await mountsOf(pids, id, root),
    loopDevices: await loopFiles(root),
    cgroups: await cgroupsNamed(id),
    namespaces: namespace === undefined ? [] : [id],
  };
}

/** In all mount namespaces, as a mount that is gone from here may live on in another. */
async function mountsOf(pids: readonly string[], id: string, root: string): Promise<string[]> {
  const seen = new Set<string>();
  const found = new Set<string>();
  for (const pid of pids) {
    const namespace = await readlink(`/proc/${pid}/ns/mnt`).catch(() => '');
    if (seen.has(namespace)) continue;
    seen.add(namespace);
    const mounts = await readFile(`/proc/${pid}/mounts`, 'utf8').catch(() => '');
    for (const line of mounts.split('\n')) if (line.includes(id) || line.includes(root)) found.add(line);
  }
  return [...found];
}

async function loopFiles(root: string): Promise<string[]> {
  const devices = (await readdir('/sys/block')).filter((name) => name.startsWith('loop'));
  const files = await Promise.all(
    devices.map((name) => readFile(`/sys/block/${name}/loop/backing_file`, 'utf8').catch(() => '')),
  );
  return files.filter((file) => file.startsWith(root));
}

async function cgroupsNamed(id: string): Promise<string[]> {
  const found: string[] = [];
  for (const mount of ['/sys/fs/cgroup', '/sys/fs/cgroup/unified']) {
    if (await stat(join(mount, id)).catch(() => undefined)) found.push(join(mount, id));
  }
  return found;
}
