import { parseFiles, seeFiles } from '../files/see-files.ts';
import { changeOfFiles } from '../files/wanted-file.ts';
import { judgePackages, seePackages } from '../packages/packages.ts';
import { right, type StepSpec } from '../step-spec.ts';

const PACKAGES = ['unattended-upgrades'];
const PATH = '/etc/apt/apt.conf.d/52aether-unattended-upgrades';
const CONTENT = `// Written by aether: security updates, but no server restarts at night because of a package.
Unattended-Upgrade::Package-Blacklist {
  "mariadb";
  "galera";
  "libmariadb";
  "mongodb";
};
Unattended-Upgrade::Automatic-Reboot "false";
`;

export const step: StepSpec = {
  name: 'security-updates',
  roles: 'all',
  needs: ['apt-settings'],
  subject: () => PACKAGES.join(', '),
  probe: () => `${seePackages(PACKAGES)}\n${seeFiles([PATH])}`,
  judge: (seen) => {
    const packages = judgePackages(seen, PACKAGES);
    const files = changeOfFiles(parseFiles(seen), [
      { path: PATH, content: CONTENT, mode: '644', owner: 'root:root' },
    ]);
    const [first] = [packages, files].filter((change) => change !== undefined);
    if (first === undefined) return right('security updates are installed, database packages are not');
    return {
      ...first,
      summary: [packages?.summary, files?.summary].filter((text) => text !== undefined).join('; '),
      script: async () => [(await files?.script()) ?? '', (await packages?.script()) ?? ''].join('\n'),
    };
  },
};
