import { quoteArgument } from '../../infra/ssh/command/quote.ts';
import { DATA_DIR } from '../mariadb/places.ts';

/** A data disk as a host has it, and what is mounted where it belongs. */
export interface SeenDisk {
  readonly exists: boolean;
  readonly bytes: number;
  /** What the data directory is mounted from. */
  readonly dataDirectory: 'this disk' | 'another disk' | 'not mounted';
  /** Where else it is mounted. */
  readonly elsewhere: readonly string[];
  /** Some names of what is in the data directory, if nothing is mounted there. */
  readonly entries: readonly string[];
  /** File systems, partition tables and the like: `ext4 shop 8a6e…`, as wipefs finds them. */
  readonly signatures: readonly string[];
  /** Of its file system; empty if it has none. */
  readonly uuid: string;
  /** Whether its first and its last MiB are zeros. */
  readonly isZero: boolean;
  /** A run that was cut off was formatting it. */
  readonly isHalfFormatted: boolean;
  /** udev names devices by what is on them. */
  readonly hasUdev: boolean;
}

/** Which disk a run is formatting: its name and its size, so that another one of that name is not taken for it. */
export const FORMATTING_MARK = '/var/lib/aether/formatting';

/**
 * Shell functions: `zero_edges DEVICE` succeeds if the first and the last MiB of it are zeros, `half_formatted DEVICE` if a run
 * that was cut off was formatting it.
 */
export const DISK_FUNCTIONS = `zero_edges() {
  last_mib=$(( $(blockdev --getsize64 "$1") - 1048576 ))
  dd if="$1" bs=1M count=1 status=none | cmp -s -n 1048576 - /dev/zero || return 1
  dd if="$1" bs=1M iflag=skip_bytes skip="$last_mib" status=none | cmp -s -n 1048576 - /dev/zero
}
half_formatted() { [ "$(cat ${FORMATTING_MARK} 2>/dev/null)" = "$1 $(blockdev --getsize64 "$1")" ]; }`;

/** A probe of a data disk. What is on it is looked for by low-level probing: no cache of udev or blkid is asked. */
export function seeDisk(device: string): string {
  return `${DISK_FUNCTIONS}
disk=${quoteArgument(device)}
if [ -S /run/udev/control ]; then echo udev; fi
if [ -b "$disk" ]; then
  number=$(mountpoint -x -- "$disk")
  echo "bytes $(blockdev --getsize64 "$disk")"
  echo "uuid $(blkid -p -s UUID -o value -- "$disk" || :)"
  if mountpoint -q ${DATA_DIR}; then
    if [ "$(mountpoint -d ${DATA_DIR})" = "$number" ]; then echo 'mounted this'; else echo 'mounted other'; fi
  else
    find ${DATA_DIR} -mindepth 1 -maxdepth 1 ! -name lost+found -printf 'entry %f\\n' 2>/dev/null | head -n 3
    awk -v number="$number" '$3 == number { print "elsewhere", $5 }' /proc/self/mountinfo
    wipefs --no-act --noheadings --output TYPE,LABEL,UUID -- "$disk" | sed 's/  */ /g; s/^/signature /'
    if zero_edges "$disk"; then echo zero; fi
    if half_formatted "$disk"; then echo half-formatted; fi
  fi
fi`;
}

/** Reads what `seeDisk` printed. */
export function parseDisk(text: string): SeenDisk {
  const lines = text.split('\n');
  const valuesOf = (name: string) =>
    lines.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1).trim());
  const mounted = valuesOf('mounted')[0];
  return {
    exists: valuesOf('bytes').length > 0,
    bytes: Number(valuesOf('bytes')[0] ?? 0),
    dataDirectory: mounted === undefined ? 'not mounted' : mounted === 'this' ? 'this disk' : 'another disk',
    elsewhere: valuesOf('elsewhere'),
    entries: valuesOf('entry'),
    signatures: valuesOf('signature'),
    uuid: valuesOf('uuid')[0] ?? '',
    isZero: lines.includes('zero'),
    isHalfFormatted: lines.includes('half-formatted'),
    hasUdev: lines.includes('udev'),
  };
}
