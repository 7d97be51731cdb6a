import { chmod, chown, mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runProgramOrThrow } from '../../infra/process/run-program.ts';
import type { Image } from '../image/image-cache.ts';
import { generateKeyPair } from '../keys/key-pair.ts';
import type { LabContext } from '../lab-context.ts';
import { hostLayout, type LabLayout } from '../layout.ts';
import { hostFiles, type HostFile } from './host-files.ts';
import type { DataVolume, LabHost } from './topology.ts';

/** The first ordinary user of a Debian system; the image's `admin`. */
const ADMIN_ID = 1000;

export interface DiskRequest {
  readonly host: LabHost;
  readonly subnet: string;
  readonly image: Image;
  /** A line for authorized_keys. */
  readonly operatorKey: string;
}

/** Makes a machine's disks under another name and gives them theirs when they are whole. */
export async function createDisk(
  request: DiskRequest,
  layout: LabLayout,
  context: LabContext,
): Promise<void> {
  const { host, image } = request;
  const { dir, draftDir } = hostLayout(layout, host.name);
  await rm(draftDir, { recursive: true, force: true });
  const keys = { host: await generateKeyPair(`root@${host.name}`), operator: request.operatorKey };
  await mkdir(draftDir, { mode: 0o700 });
  await mkdir(join(draftDir, 'work'));
  for (const file of hostFiles(host, request.subnet, keys)) await place(join(draftDir, 'upper'), file);
  if (host.dataVolume !== null) await makeVolume(join(draftDir, 'data.img'), host.dataVolume, context);
  await writeFile(join(draftDir, 'image.json'), JSON.stringify(image));
  await rename(draftDir, dir);
}

/** Directories of the upper layer lend their mode and owner to those of the image, so they must be the same. */
async function place(upper: string, file: HostFile): Promise<void> {
  const path = join(upper, file.path);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, file.content);
  await chmod(path, file.mode);
  if (file.owner === 'admin') await chown(path, ADMIN_ID, ADMIN_ID);
  const home = join(upper, 'home/admin');
  for (let directory = dirname(path); directory.startsWith(upper); directory = dirname(directory)) {
    const isAdmins = directory.startsWith(home);
    // In two steps: the mode that mkdir is given passes through the umask.
    await chmod(directory, isAdmins ? 0o700 : 0o755);
    if (isAdmins) await chown(directory, ADMIN_ID, ADMIN_ID);
  }
}

/** A sparse file: it takes from the computer's disk what is written to it. */
async function makeVolume(path: string, { bytes, device }: DataVolume, context: LabContext): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  await file.truncate(bytes);
  await file.close();
  if (device !== null) return;
  // -m 0: full is full, also for root.
  await runProgramOrThrow('mkfs.ext4', ['-q', '-m', '0', path], context);
}
