import { CONFIG_FILE, PROVEN_CONFIG } from './places.ts';
import { compareSettings } from './setting-class.ts';

// Whether a server starts with other settings is known only when it has: until then the option file that it had is kept.

/** Shell: keeps the option file before another one takes its place, with its mode and owner, whole or not at all. */
export const KEEP_PROVEN = `cp -pT ${CONFIG_FILE} ${PROVEN_CONFIG}.new
sync -- ${PROVEN_CONFIG}.new
mv -fT ${PROVEN_CONFIG}.new ${PROVEN_CONFIG}`;

/** Shell: there is nothing to put back if the new file says what the kept one says. */
export const FORGET_EQUAL = `if cmp -s ${PROVEN_CONFIG} ${CONFIG_FILE}; then rm -f ${PROVEN_CONFIG}; fi`;

/** Shell: puts it back. */
export const RESTORE_PROVEN = `if [ -e ${PROVEN_CONFIG} ]; then
  mv -fT ${PROVEN_CONFIG} ${CONFIG_FILE}
  sync -- /etc/mysql/mariadb.conf.d
fi`;

/** Shell: the server is healthy with the new one. */
export const FORGET_PROVEN = `rm -f ${PROVEN_CONFIG}`;

/** True if the server takes something of the new option file over, now or when it is restarted. */
export function takesProof(before: string, after: string): boolean {
  return Object.values(compareSettings(before, after)).some((names) => names.length > 0);
}
