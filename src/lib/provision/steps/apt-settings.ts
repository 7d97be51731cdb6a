import { fileStep } from '../files/file-step.ts';

const APT = '/etc/apt/apt.conf.d/80aether';
const NEEDRESTART = '/etc/needrestart/conf.d/80-aether.conf';

/** Other runs of apt are waited for, and no upgrade restarts a database server by itself. */
export const step = fileStep({
  name: 'apt-settings',
  roles: 'all',
  needs: ['leftovers'],
  paths: () => [APT, NEEDRESTART],
  files: () => [
    {
      path: APT,
      content:
        '// Written by aether.\nDPkg::Lock::Timeout "300";\nAPT::Periodic::Unattended-Upgrade "1";\nAPT::Periodic::Update-Package-Lists "1";\n',
      mode: '644',
      owner: 'root:root',
    },
    {
      path: NEEDRESTART,
      content:
        "# Written by aether: list services that run old files, restart none.\n$nrconf{restart} = 'l';\n",
      mode: '644',
      owner: 'root:root',
    },
  ],
});
