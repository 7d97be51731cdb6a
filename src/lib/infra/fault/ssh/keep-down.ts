const OVERRIDE = '/run/systemd/system/mariadb.service.d/95-aether-fault.conf';

/** Part of a shell script: systemd would start the server again by itself, healed or not. `more` are lines of the unit. */
export function keepDown(more = ''): string {
  return `mkdir -p "$(dirname ${OVERRIDE})"
printf '[Service]\\nRestart=no\\n%s\\n' '${more}' >${OVERRIDE}
systemctl daemon-reload`;
}

/** Part of a shell script: systemd may start the server again. */
export const LET_START = `if [ -e ${OVERRIDE} ]; then
  rm -f ${OVERRIDE}
  systemctl daemon-reload
fi`;
