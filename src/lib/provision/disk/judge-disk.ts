import { createHash } from 'node:crypto';
import { DATA_DIR } from '../mariadb/places.ts';
import type { SeenDisk } from './see-disk.ts';

/** What a data disk needs: nothing, to be mounted, or a file system first. `refused`: it may have what somebody needs. */
export type DiskVerdict =
  | { readonly kind: 'mounted' | 'mount' | 'format' }
  | { readonly kind: 'refused'; readonly reason: string; readonly hint: string };

/** A disk, the host that it is for, and the UUID that its file system gets there. */
export interface WantedDisk {
  readonly host: string;
  readonly device: string;
  readonly uuid: string;
}

/**
 * The UUID of the file system that aether makes for a host: it is known before the disk is formatted, and says afterwards that
 * the disk is the one of this host. Of version 8, which leaves its bits to the maker (RFC 9562).
 */
export function dataUuid(environment: string, host: string): string {
  const digits = createHash('sha256').update(`${environment}\n${host}`).digest('hex');
  const parts = [digits.slice(0, 8), digits.slice(8, 12), `8${digits.slice(13, 16)}`];
  return [...parts, `a${digits.slice(17, 20)}`, digits.slice(20, 32)].join('-');
}

/** Whether a disk may be formatted or mounted on the data directory. Only a blank one is ever formatted. */
export function judgeDisk(seen: SeenDisk, disk: WantedDisk): DiskVerdict {
  if (seen.dataDirectory === 'this disk') return { kind: 'mounted' };
  const obstacle = whyNotMounted(seen, disk);
  if (obstacle !== undefined) return obstacle;
  const isOurs = seen.uuid === disk.uuid && seen.signatures.length === 1;
  const isHalf = seen.isHalfFormatted && (seen.signatures.length === 0 || isOurs);
  if (isHalf || (seen.signatures.length === 0 && seen.isZero)) return { kind: 'format' };
  if (isOurs) return { kind: 'mount' };
  return refuse(
    disk,
    `${disk.device} is not blank (${describeContent(seen)}); it was not formatted`,
    `name another disk as data_disk of ${disk.host}; if nothing on this one is needed, erase all of it with: blkdiscard --force --zeroout ${disk.device}`,
  );
}

/** What keeps it from the data directory, whatever is on it. */
function whyNotMounted(seen: SeenDisk, disk: WantedDisk): DiskVerdict | undefined {
  const { host, device } = disk;
  if (!seen.exists)
    return refuse(
      disk,
      `there is no block device ${device}`,
      `attach the disk, or correct data_disk of ${host} in the environment file`,
    );
  if (seen.dataDirectory === 'another disk')
    return refuse(
      disk,
      `${DATA_DIR} is on another disk than ${device}`,
      `name the disk that is mounted there as data_disk of ${host}; "findmnt ${DATA_DIR}" shows it`,
    );
  if (seen.elsewhere.length > 0)
    return refuse(
      disk,
      `${device} is mounted on ${seen.elsewhere.join(', ')}`,
      `name another disk as data_disk of ${host}, or unmount this one for good`,
    );
  if (seen.entries.length === 0) return undefined;
  return refuse(
    disk,
    `${DATA_DIR} has data (${seen.entries.join(', ')}), and a disk would hide them`,
    `stop the server and move the data to the disk, or remove data_disk of ${host} from the environment file`,
  );
}

function refuse({ host }: WantedDisk, reason: string, hint: string): DiskVerdict {
  return { kind: 'refused', reason: `${host}: ${reason}`, hint };
}

function describeContent({ signatures }: SeenDisk): string {
  if (signatures.length > 0) return signatures.join('; ');
  return 'no known file system, but its first or last MiB holds data';
}
