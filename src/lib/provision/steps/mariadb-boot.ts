import { right, type StepSpec } from '../step-spec.ts';

/** Of the link that `systemctl enable` makes; to look for it starts no process. */
const ENABLED = '/etc/systemd/system/multi-user.target.wants/mariadb.service';

/** The server starts at every boot: a member that does not is missed only when the next one fails. */
export const step: StepSpec = {
  name: 'mariadb-boot',
  roles: ['galera', 'replica', 'mariadb'],
  needs: ['mariadb-service'],
  subject: () => 'mariadb.service',
  probe: () => `if [ -L ${ENABLED} ]; then echo enabled; fi`,
  judge: (seen) => {
    if (seen === 'enabled') return right('the server starts at every boot');
    return {
      kind: 'change',
      action: 'change',
      summary: 'start the server at every boot',
      script: () => 'systemctl --quiet enable mariadb.service',
    };
  },
};
