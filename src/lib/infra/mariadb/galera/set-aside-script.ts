import { DATA_DIR, POSITION_FILE } from './member-data.ts';

/** Beside the data directory: what was moved aside, by the id of the run. */
export const ASIDE_PREFIX = '/var/lib/mysql-aside-';

/**
 * A shell script that moves the data of a server aside that is stopped. A data directory that is a file system of its own is
 * copied, and emptied only when the copy is whole and on the disk. Cut off in between, the data are whole in one of the two
 * places.
 */
export function setAsideScript(target: string): string {
  return `rm -f ${POSITION_FILE}
if mountpoint -q ${DATA_DIR}; then
  needed=$(du -s --block-size=1 ${DATA_DIR} | cut -f1)
  free=$(df --output=avail --block-size=1 $(dirname ${target}) | tail -n 1)
  if [ "$needed" -gt "$free" ]; then
    echo "the data need $needed bytes, and $(dirname ${target}) has $free free; nothing was moved"
    exit 1
  fi
  rm -rf ${ASIDE_PREFIX}partial
  cp -a ${DATA_DIR} ${ASIDE_PREFIX}partial
  sync -f ${ASIDE_PREFIX}partial
  mv -T ${ASIDE_PREFIX}partial ${target}
  find ${DATA_DIR} -mindepth 1 -maxdepth 1 ! -name lost+found -exec rm -rf {} +
else
  mv -T ${DATA_DIR} ${target}
  install -d -m 755 -o mysql -g mysql ${DATA_DIR}
fi`;
}
