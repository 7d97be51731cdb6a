import { quoteArgument } from '../../infra/ssh/command/quote.ts';
import { DATA_DISK_RULE } from '../../infra/mariadb/galera/member-data.ts';
import { AETHER_DIRECTORY } from '../engine/apply-functions.ts';
import { putFile, type WantedFile } from '../files/wanted-file.ts';
import { DATA_DIR } from '../mariadb/places.ts';
import type { WantedDisk } from './judge-disk.ts';
import { DISK_FUNCTIONS, FORMATTING_MARK } from './see-disk.ts';

/** systemd wants the unit of a mount to have the name of its path. */
export const DATA_MOUNT = 'var-lib-mysql.mount';

/** The unit that mounts the disk at every boot, and what keeps the server from starting without it, on the root disk. */
export function mountFiles(what: string): WantedFile[] {
  const file = { mode: '644', owner: 'root:root' };
  return [
    {
      ...file,
      path: `/etc/systemd/system/${DATA_MOUNT}`,
      // Wanted, not required, by local-fs.target: without its disk a host must still boot and take logins.
      content: `# Written by aether.
[Unit]
Description=Data of the MariaDB server

[Mount]
What=${what}
Where=${DATA_DIR}
Options=noatime,nodev,nosuid

[Install]
WantedBy=local-fs.target
`,
    },
    {
      ...file,
      path: DATA_DISK_RULE,
      content: `# Written by aether.
[Unit]
RequiresMountsFor=${DATA_DIR}
AssertPathIsMountPoint=${DATA_DIR}
`,
    },
  ];
}

/**
 * Shell: makes the file system, after a last look. A mark says meanwhile which disk it is: what a run that was cut off has left
 * on it is no longer blank. No block is kept for root, who does not write there.
 */
export function formatDisk({ device, uuid }: WantedDisk): string {
  return `${DISK_FUNCTIONS}
disk=${quoteArgument(device)}
if ! half_formatted "$disk"; then
  found=$(wipefs --no-act --noheadings --output TYPE -- "$disk")
  if [ -n "$found" ] || ! zero_edges "$disk"; then echo "$disk is no longer blank; it was not formatted"; exit 1; fi
fi
command -v mkfs.ext4 >/dev/null || install_packages e2fsprogs
mkdir -p ${AETHER_DIRECTORY}
echo "$disk $(blockdev --getsize64 "$disk")" >${FORMATTING_MARK}
sync -- ${FORMATTING_MARK}
mkfs.ext4 -q -m 0 -L aether-data -U ${uuid} -- "$disk"
sync -- "$disk"
rm -f ${FORMATTING_MARK}
if command -v udevadm >/dev/null; then udevadm settle --timeout=30 || :; fi`;
}

/** Shell: mounts it now and at every boot. The rule for the server comes last: it says that the disk was there once. */
export function mountDisk([unit, rule]: readonly WantedFile[]): string {
  return `rm -f ${FORMATTING_MARK}
${unit === undefined ? '' : putFile(unit)}
systemctl daemon-reload
systemctl --quiet enable ${DATA_MOUNT}
systemctl start ${DATA_MOUNT}
mountpoint -q ${DATA_DIR} || { echo '${DATA_DIR} is not mounted'; exit 1; }
${rule === undefined ? '' : putFile(rule)}
systemctl daemon-reload`;
}
