import { fileStep } from '../files/file-step.ts';
import { noteSettings } from '../mariadb/note-settings.ts';
import { DATA_DIR, DROPPED_MARK, NOTE_SETTINGS, POSITION_FILE } from '../mariadb/places.ts';
import type { Target } from '../step-spec.ts';

const PATH = '/etc/systemd/system/mariadb.service.d/80-aether.conf';

/**
 * A member that is started before the others have dropped it logs under wrong GTIDs from then on. So one that did not stop
 * cleanly waits longer than the timers of the group, whoever starts it, at a boot too: 3 s and 1.5 s in a LAN, 15 s and 15 s with
 * Galera's defaults; a donor notices after 10 s that its copy was cut off. Why not by asking: docs/decisions/0012-provision.md.
 */
function dropSeconds({ environment }: Target): number {
  return environment.mariadb.galera?.profile === 'wan' ? 60 : 20;
}

function isMember({ host }: Target): boolean {
  return host.roles.includes('galera');
}

function waitForDrop(target: Target): string {
  if (!isMember(target)) return '';
  const isUnclean = `grep -qs "^seqno: *-1" ${DATA_DIR}/grastate.dat`;
  return `ExecStartPre=/bin/sh -c 'if [ ! -e ${DROPPED_MARK} ] && ${isUnclean}; then sleep ${dropSeconds(target)}; fi; rm -f ${DROPPED_MARK} ${POSITION_FILE}'\n`;
}

/**
 * A member that boots before the others finds no primary component and gives up after 30 s (pc.wait_prim_timeout), by an exit
 * code, after which Debian's unit leaves it alone. It is started again for half an hour: it joins as soon as there is a cluster,
 * and never founds one, as its address is that of all members. One that ends at once is given up after three minutes.
 */
const WAIT_FOR_OTHERS = {
  unit: '[Unit]\nStartLimitIntervalSec=30min\nStartLimitBurst=30\n',
  service: 'Restart=on-failure\n',
};

/** A large state transfer may take hours; what runs is compared with what is on disk. */
export const step = fileStep({
  name: 'mariadb-service',
  roles: ['galera', 'replica', 'mariadb'],
  needs: ['mariadb-packages'],
  paths: () => [PATH, NOTE_SETTINGS],
  files: (view) => [
    {
      path: PATH,
      content: `# Written by aether.
${isMember(view) ? WAIT_FOR_OTHERS.unit : ''}[Service]
${isMember(view) ? WAIT_FOR_OTHERS.service : ''}RestartSec=5s
TimeoutStartSec=infinity
LimitNOFILE=65536
${waitForDrop(view)}ExecStartPre=${NOTE_SETTINGS}
`,
      mode: '644',
      owner: 'root:root',
    },
    { path: NOTE_SETTINGS, content: noteSettings(), mode: '755', owner: 'root:root' },
  ],
  after: 'systemctl daemon-reload',
});
