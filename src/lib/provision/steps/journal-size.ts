import { fileStep } from '../files/file-step.ts';

const PATH = '/etc/systemd/journald.conf.d/80-aether.conf';

/** The journal survives a restart, and cannot fill the disk. */
export const step = fileStep({
  name: 'journal-size',
  roles: 'all',
  needs: [],
  paths: () => [PATH],
  files: () => [
    {
      path: PATH,
      content:
        '# Written by aether.\n[Journal]\nStorage=persistent\nSystemMaxUse=1G\nMaxRetentionSec=3month\n',
      mode: '644',
      owner: 'root:root',
    },
  ],
  after: 'systemctl restart systemd-journald.service',
});
