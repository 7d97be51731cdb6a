import { isIP } from 'node:net';
import { fileStep } from '../files/file-step.ts';
import { withBlock } from '../files/managed-block.ts';

const PATH = '/etc/hosts';

/** All hosts of the environment by name, without asking a name server; what others wrote stays. */
export const step = fileStep({
  name: 'hosts-file',
  roles: 'all',
  needs: ['hostname'],
  paths: () => [PATH],
  files: ({ environment }, contentOf) => {
    const lines = Object.entries(environment.hosts)
      .filter(([, { address }]) => isIP(address) !== 0)
      .map(([name, { address }]) => `${address} ${name}`);
    return [{ path: PATH, content: withBlock(contentOf(PATH), lines), mode: '644', owner: 'root:root' }];
  },
});
