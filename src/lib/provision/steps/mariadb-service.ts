import { fileStep } from '../files/file-step.ts';
import { CONFIG_FILE, RUNNING_CONFIG } from '../mariadb/places.ts';
import type { Target } from '../step-spec.ts';

const PATH = '/etc/systemd/system/mariadb.service.d/80-aether.conf';

/**
 * A member that is started before the others have dropped it logs under wrong GTIDs from then on. systemd starts a server
 * that was killed again by itself, so it waits longer than the timers of the group: 3 s and 1.5 s in a LAN, 15 s and 15 s with
 * Galera's defaults; a donor notices after 10 s that its copy was cut off.
 */
function restartSeconds({ environment, host }: Target): number {
  if (!host.roles.includes('galera')) return 5;
  return environment.mariadb.galera?.profile === 'wan' ? 60 : 20;
}

/** A large state transfer may take hours; what runs is compared with what is on disk. */
export const step = fileStep({
  name: 'mariadb-service',
  roles: ['galera', 'replica', 'mariadb'],
  needs: ['mariadb-packages'],
  paths: () => [PATH],
  files: (view) => [
    {
      path: PATH,
      content: `# Written by aether.
[Service]
RestartSec=${restartSeconds(view)}s
TimeoutStartSec=infinity
LimitNOFILE=65536
ExecStartPre=/bin/sh -c 'sha256sum <${CONFIG_FILE} | cut -d" " -f1 >${RUNNING_CONFIG}'
`,
      mode: '644',
      owner: 'root:root',
    },
  ],
  after: 'systemctl daemon-reload',
});
