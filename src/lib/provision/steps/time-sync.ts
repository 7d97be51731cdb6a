import { judgePackages, seePackages } from '../packages/packages.ts';
import { notHere, right, type StepSpec } from '../step-spec.ts';

const PACKAGES = ['chrony'];

/** GTIDs, logs and certificates of several machines are compared: their clocks must agree. */
export const step: StepSpec = {
  name: 'time-sync',
  roles: 'all',
  needs: ['apt-settings'],
  subject: () => 'chrony',
  // A container has none, so apt would be asked for it each time.
  probe: () => `if [ ! -e /run/systemd/container ]; then
${seePackages(PACKAGES)}
echo "service $(systemctl is-active chrony.service || :)"
fi`,
  judge: (seen, { facts }) => {
    if (facts.isContainer) return notHere('a container has the clock of its machine');
    const packages = judgePackages(seen, PACKAGES);
    const start = 'systemctl --quiet enable --now chrony.service';
    if (packages !== undefined) {
      return { ...packages, script: async () => `${await packages.script()}\n${start}` };
    }
    if (/^service active$/m.test(seen)) return right('chrony runs');
    return { kind: 'change', action: 'change', summary: 'start chrony', script: () => start };
  },
};
