import { AetherError } from '../../core/errors.ts';
import { formatBytes } from '../../core/units.ts';
import { dataUuid, judgeDisk } from '../disk/judge-disk.ts';
import { DATA_MOUNT, formatDisk, mountDisk, mountFiles } from '../disk/mount-disk.ts';
import { parseDisk, seeDisk } from '../disk/see-disk.ts';
import { parseFiles, seeFiles } from '../files/see-files.ts';
import { changeOfFiles } from '../files/wanted-file.ts';
import { DATA_DIR } from '../mariadb/places.ts';
import { right, type StepSpec } from '../step-spec.ts';

/**
 * The disk of the server's data, on its data directory before anything is installed. It is formatted only if it is blank, and
 * never mounted over data; without it the server does not start.
 */
export const step: StepSpec = {
  name: 'data-disk',
  roles: ['galera', 'replica', 'mariadb'],
  needs: ['apt-settings'],
  subject: ({ host }) => host.data_disk ?? DATA_DIR,
  probe: ({ host }) =>
    host.data_disk === undefined
      ? ':'
      : `${seeDisk(host.data_disk)}
${seeFiles(mountFiles('').map(({ path }) => path))}
if [ -L /etc/systemd/system/local-fs.target.wants/${DATA_MOUNT} ]; then echo enabled; fi`,
  judge: (text, { name, host, environment }) => {
    const { data_disk: device } = host;
    if (device === undefined) return right('the environment file names none');
    const seen = parseDisk(text);
    const disk = { host: name, device, uuid: dataUuid(environment.name, name) };
    const verdict = judgeDisk(seen, disk);
    if (verdict.kind === 'refused')
      throw new AetherError('PROVISION_REFUSED', verdict.reason, {
        hint: verdict.hint,
        details: { host: name, device, found: seen.signatures },
      });
    const uuid = verdict.kind === 'mounted' ? seen.uuid : disk.uuid;
    const files = mountFiles(seen.hasUdev && uuid !== '' ? `/dev/disk/by-uuid/${uuid}` : device);
    const change = changeOfFiles(parseFiles(text), files);
    const isEnabled = text.split('\n').includes('enabled');
    if (verdict.kind === 'mounted' && change === undefined && isEnabled)
      return right(`${device} on ${DATA_DIR}`);
    const words = {
      format: `format ${device} (ext4, ${formatBytes(seen.bytes)}), mount it on ${DATA_DIR}`,
      mount: `mount ${device} on ${DATA_DIR}`,
      mounted: `mount ${device} on ${DATA_DIR} at every boot`,
    }[verdict.kind];
    return {
      kind: 'change',
      action: verdict.kind === 'format' ? 'create' : 'change',
      summary: words,
      ...(change?.diff === undefined ? {} : { diff: change.diff }),
      script: () => `${verdict.kind === 'format' ? formatDisk(disk) : ''}\n${mountDisk(files)}`,
    };
  },
};
