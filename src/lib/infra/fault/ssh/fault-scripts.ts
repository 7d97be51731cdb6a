import { quoteArgument } from '../../ssh/command/quote.ts';
import { runAfter } from '../../ssh/detached/run-after.ts';
import type { FaultOptions } from '../fault-kind.ts';
import type { SshFault } from './ssh-fault-kind.ts';

/** Where a host keeps its faults: healing needs nothing else, and survives a reboot. */
const FAULTS = '/var/lib/aether/faults';

/** With timers for one network a member is dropped after 1.3 s, with Galera's own ones after 6.4 s; recoveries take longer. */
export const DEAD_MAN_SECONDS = 120;

/**
 * Writes down how the fault is healed and starts a service that waits and does it, then injects it: in this order, in one
 * script, so that a link that breaks at any point leaves nothing that does not heal. What fails half-way is healed at once. A
 * second one counts the time that was asked for, from the moment at which the fault is in force.
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
${runAfter(healer(id), dead_man_seconds, healAll)}
if ! ( ${typeof inject === 'string' ? inject : inject(options)}
); then
  ${healAll}
  systemctl stop ${healer(id)}.service
  exit 1
fi
${seconds === undefined ? '' : runAfter(`${healer(id)}-due`, seconds, healAll)}`;
}

/** Heals a fault at once; does nothing if the host has done it. */
export function healScript(id: string): string {
  const directory = `${FAULTS}/${id}`;
  return `set -eu
if [ -e ${directory}/heal.sh ]; then
  /bin/sh ${directory}/heal.sh
  rm -rf ${directory}
fi
systemctl stop ${healer(id)}.service ${healer(id)}-due.service 2>/dev/null || :`;
}

/** Prints a line for each fault that is not healed: its id, whether its healer still waits, and its record. */
export const LIST_SCRIPT = `for file in ${FAULTS}/*/fault.json; do
  [ -e "$file" ] || continue
  id=$(basename "$(dirname "$file")")
  printf '%s %s %s\\n' "$id" "$(systemctl is-active "aether-heal-$id.service")" "$(cat "$file")"
done
systemctl is-active --quiet mariadb.service && echo running || :`;

function healer(id: string): string {
  return `aether-heal-${id}`;
}
