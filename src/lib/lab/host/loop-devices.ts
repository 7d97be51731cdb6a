import { readdir, readFile } from 'node:fs/promises';

/** A device that a file of a machine is attached to. */
export interface LoopDevice {
  /** `/dev/loop3`. */
  readonly device: string;
  readonly file: string;
}

/** All of this computer, as the kernel says. */
export async function loopDevices(): Promise<LoopDevice[]> {
  const names = (await readdir('/sys/block')).filter((name) => name.startsWith('loop'));
  const devices = await Promise.all(
    names.map(async (name) => {
      const file = await readFile(`/sys/block/${name}/loop/backing_file`, 'utf8').catch(() => '');
      return { device: `/dev/${name}`, file: file.trimEnd() };
    }),
  );
  return devices.filter(({ file }) => file !== '');
}
