import { ASIDE_PREFIX, DATA_DIR, POSITION_FILE } from '../mariadb/places.ts';
import type { ClusterStep } from './cluster-task.ts';
import { runOn, type Fleet } from './fleet.ts';

/** The step that makes room for a copy of the cluster. The name of the host is typed before. */
export function planSetAside(host: string, reason: string): ClusterStep {
  return {
    id: `${host}.set-aside`,
    host,
    subject: `${host} · data`,
    action: 'change',
    summary: `move ${DATA_DIR} aside, to ${ASIDE_PREFIX}…; nothing is erased`,
    why: reason,
    destructive: true,
    risk: `moves the data of ${host} aside`,
    task: { kind: 'set-aside', host },
  };
}

/**
 * Moves the data of a server aside. A data directory that is a file system of its own is copied, and emptied only when the copy
 * is whole and on the disk. Cut off in between, the data are whole in one of the two places.
 */
export async function setAside(fleet: Fleet, host: string): Promise<void> {
  const target = `${ASIDE_PREFIX}${fleet.context.runId}`;
  await runOn(fleet, host, { name: 'set-aside', title: 'move the data aside', script: scriptFor(target) });
}

function scriptFor(target: string): string {
  return `systemctl stop mariadb.service
rm -f ${POSITION_FILE}
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
