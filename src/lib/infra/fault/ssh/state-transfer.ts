import { DATA_DIR } from '../../mariadb/galera/member-data.ts';
import { keepDown, LET_START } from './keep-down.ts';

/** A stop, a start and a copy of all data: minutes on a busy machine. */
export const TRANSFER_DEAD_MAN_SECONDS = 420;
const TRANSFER_SECONDS = 240;

/** Part of a shell script: the member loses its data and starts, so that it takes a copy (SST), from this donor if it can. */
export function takeCopy(donor?: string): string {
  const more = donor === undefined ? '' : `Environment=MYSQLD_OPTS=--wsrep-sst-donor=${donor},`;
  return `{ ${keepDown(more)}
systemctl stop mariadb.service
find ${DATA_DIR} -mindepth 1 -maxdepth 1 ! -name lost+found -exec rm -rf {} +
systemctl start --no-block mariadb.service
} || exit 1`;
}

/** Part of a shell script: waits until a condition of the state transfer holds. */
export function awaitTransfer(condition: string, everySeconds: number): string {
  return `tries=0
until ${condition}; do
  tries=$((tries + 1))
  [ $tries -le ${TRANSFER_SECONDS / everySeconds} ] || { echo 'no state transfer by mariadb-backup within ${TRANSFER_SECONDS} s' >&2; exit 1; }
  sleep ${everySeconds}
done`;
}

/**
 * A member that was killed in a state transfer copies all data with its next start. Its donor notices only after 10 s that the
 * copy was cut off (wsrep_sst_mariabackup), and the others drop it after the timers of the group.
 */
export const COPY_AGAIN = `${LET_START}
if ! systemctl is-active --quiet mariadb.service; then sleep 20; fi
systemctl reset-failed mariadb.service 2>/dev/null || :
systemctl start --no-block mariadb.service`;
