import { right, type StepSpec } from '../step-spec.ts';

/** What a run that was killed has left: a policy that lets no service start, packages half configured, temporary files. */
export const step: StepSpec = {
  name: 'leftovers',
  roles: 'all',
  needs: [],
  subject: () => 'leftovers of an interrupted run',
  probe: () => `
if grep -qs aether /usr/sbin/policy-rc.d; then echo 'no service may start (/usr/sbin/policy-rc.d)'; fi
for state in half-installed unpacked half-configured triggers-awaited triggers-pending; do
  case $known_packages in *"\${newline}$state "*) echo 'packages are not configured'; break ;; esac
done
for directory in /etc /etc/apt/apt.conf.d /etc/mysql/aether /etc/mysql/mariadb.conf.d /etc/ssh/sshd_config.d; do
  for file in "$directory"/.*.aether-new; do
    if [ -e "$file" ]; then echo "$file"; fi
  done
done`,
  judge: (seen) => {
    if (seen === '') return right('nothing is left of an interrupted run');
    return {
      kind: 'change',
      action: 'change',
      summary: `repair: ${seen.split('\n').join('; ')}`,
      script: () => `
find /etc -xdev -name '.*.aether-new' -delete
dpkg --force-confold --configure -a >&2
! grep -qs aether /usr/sbin/policy-rc.d || rm -f /usr/sbin/policy-rc.d`,
    };
  },
};
