import { CLEAR_BOOTSTRAP_MARKS, MARK_SAFE_TO_BOOTSTRAP } from '../../infra/mariadb/galera/bootstrap-marks.ts';
import { DATA_DIR, DATA_PROBE, DROPPED_MARK } from '../../infra/mariadb/galera/member-data.ts';

const UNIT = 'mariadb.service';
/** Writing back a large buffer pool takes minutes. */
const STOP_SECONDS = 300;

/** Prints whether the server runs, and whose data there are. Changes nothing. */
export const REPORT_SCRIPT = `
echo "unit $(systemctl show --property=ActiveState --value ${UNIT})"
echo "start $(systemctl show --property=InvocationID --value ${UNIT})"
if pgrep -x mariadbd >/dev/null; then echo process; fi
${DATA_PROBE}`;

/**
 * The unit's own way of stopping comes first: once it is masked, systemd has forgotten how. The mask ends with the next boot, at
 * which the member joins the others or waits for them.
 */
export const HOLD_SCRIPT = `set -eu
timeout ${STOP_SECONDS} systemctl stop ${UNIT} || :
systemctl --runtime --quiet mask ${UNIT}
systemctl reset-failed ${UNIT} 2>/dev/null || :
tries=0
while pgrep -x mariadbd >/dev/null; do
  tries=$((tries + 1))
  [ $tries -le 100 ] || { echo "mariadbd (pid $(pgrep -x mariadbd | tr '\\n' ' ')) does not end within ${STOP_SECONDS} s" >&2; exit 1; }
  sleep 0.1
done`;

/** What HOLD_STOPPED_SCRIPT prints if the server did not run, and is masked now. */
export const HELD = 'held';

/** Masks a server that does not run. One that was started meanwhile is left to HOLD_SCRIPT, which needs its unit. */
export const HOLD_STOPPED_SCRIPT = `set -eu
stopped() {
  state=$(systemctl show --property=ActiveState --value ${UNIT})
  { [ "$state" = inactive ] || [ "$state" = failed ]; } && ! pgrep -x mariadbd >/dev/null
}
if stopped; then
  systemctl --runtime --quiet mask ${UNIT}
  if stopped; then
    systemctl reset-failed ${UNIT} 2>/dev/null || :
    echo ${HELD}
  else
    systemctl --runtime --quiet unmask ${UNIT}
  fi
fi`;

/**
 * Prints the directory in which it has copied the files. A view that members remember would let them form a cluster alone. No
 * more than the copies is written to the disk: a busy machine would take seconds for all that it has.
 */
export function saveScript(directory: string): string {
  return `set -eu
umask 077
mkdir -p ${directory}
for file in grastate.dat gvwstate.dat; do
  if [ -e ${DATA_DIR}/$file ]; then cp -p ${DATA_DIR}/$file ${directory}/; fi
done
find ${directory} -exec sync -- {} +
${CLEAR_BOOTSTRAP_MARKS}
rm -f ${DATA_DIR}/gvwstate.dat
echo ${directory}`;
}

/** As the unit asks InnoDB at every start. */
export const POSITION_SCRIPT = 'cd / && galera_recovery';

const LOGS = `{ journalctl --no-pager --lines=10 --unit=${UNIT}; tail -n 20 /var/log/mysql/error.log 2>/dev/null; exit 1; }`;

/** The others are asked before, so the unit of aether need not wait for them. */
const NO_WAIT = `if [ -d $(dirname ${DROPPED_MARK}) ]; then : >${DROPPED_MARK}; fi`;

export const BOOTSTRAP_SCRIPT = `${MARK_SAFE_TO_BOOTSTRAP}
${NO_WAIT}
systemctl --runtime --quiet unmask ${UNIT}
systemctl reset-failed ${UNIT} 2>/dev/null || :
galera_new_cluster || ${LOGS}`;

export const JOIN_SCRIPT = `${NO_WAIT}
rm -f /run/mariadb-wsrep-new-cluster /run/mysqld/wsrep-new-cluster
systemctl --runtime --quiet unmask ${UNIT}
systemctl reset-failed ${UNIT} 2>/dev/null || :
systemctl start ${UNIT} || ${LOGS}`;
