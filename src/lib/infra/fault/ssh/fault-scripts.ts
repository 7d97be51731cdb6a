import { quoteArgument } from '../../ssh/command/quote.ts';
import type { FaultOptions } from '../fault-kind.ts';
import type { SshFault } from './ssh-fault-kind.ts';

/** Where a host keeps its faults: healing needs nothing else, and survives a reboot. */
const FAULTS = '/var/lib/aether/faults';

/** With timers for one network a member is dropped after 1.3 s, with Galera's own ones after 6.4 s; recoveries take longer. */
export const DEAD_MAN_SECONDS = 120;

/**
 * Writes down how the fault is healed and arms a timer of systemd that does it, then injects it: in this order, in one
 * script, so that a link that breaks at any point leaves nothing that does not heal. What fails half-way is healed at once. A
 * second timer counts the time that was asked for, from the moment at which the fault is in force.
 */
export function injectScript(
  id: string,
  record: object,
  { inject, heal, dead_man_seconds = DEAD_MAN_SECONDS }: SshFault,
  { options, seconds }: { readonly options: FaultOptions; readonly seconds?: number | undefined },
): string {
  const directory = `${FAULTS}/${id}`;
  const healing = Buffer.from(`set -eu\n${heal}\n`).toString('base64');
  const healAll = `/bin/sh ${directory}/heal.sh && rm -rf ${directory}`;
  return `set -eu
umask 077
mkdir -p ${directory}
printf %s ${healing} | base64 -d >${directory}/heal.sh
printf %s ${quoteArgument(JSON.stringify(record))} >${directory}/fault.json
sync
${armTimer(timer(id), dead_man_seconds, healAll)}
if ! ( ${typeof inject === 'string' ? inject : inject(options)}
); then
  ${healAll}
  systemctl stop ${timer(id)}.timer
  exit 1
fi
${seconds === undefined ? '' : armTimer(`${timer(id)}-due`, seconds, healAll)}`;
}

/** A shell line after which systemd runs another one, whatever becomes of this shell. */
function armTimer(unit: string, seconds: number, line: string): string {
  return `systemd-run --quiet --collect --unit=${unit} --on-active=${seconds}s --timer-property=AccuracySec=10ms /bin/sh -c ${quoteArgument(line)}`;
}

/** Heals a fault at once; does nothing if the timer has done it. */
export function healScript(id: string): string {
  const directory = `${FAULTS}/${id}`;
  return `set -eu
if [ -e ${directory}/heal.sh ]; then
  /bin/sh ${directory}/heal.sh
  rm -rf ${directory}
fi
systemctl stop ${timer(id)}.timer ${timer(id)}-due.timer 2>/dev/null || :`;
}

/** Prints a line for each fault that is not healed: its id, whether its timer still runs, and its record. */
export const LIST_SCRIPT = `for file in ${FAULTS}/*/fault.json; do
  [ -e "$file" ] || continue
  id=$(basename "$(dirname "$file")")
  printf '%s %s %s\\n' "$id" "$(systemctl is-active "aether-heal-$id.timer")" "$(cat "$file")"
done
systemctl is-active --quiet mariadb.service && echo running || :`;

function timer(id: string): string {
  return `aether-heal-${id}`;
}
