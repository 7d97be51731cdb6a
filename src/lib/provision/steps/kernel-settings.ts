import { parseFiles, seeFiles } from '../files/see-files.ts';
import { changeOfFiles } from '../files/wanted-file.ts';
import { notHere, right, type StepSpec } from '../step-spec.ts';

const PATH = '/etc/sysctl.d/80-aether.conf';

/** A database server that is swapped out answers late, and its peers take it for dead. */
const CONTENT = '# Written by aether.\nvm.swappiness = 1\nnet.core.somaxconn = 4096\n';

export const step: StepSpec = {
  name: 'kernel-settings',
  roles: ['galera', 'replica', 'mariadb', 'mongo'],
  needs: [],
  subject: () => PATH,
  probe: () => seeFiles([PATH]),
  judge: (seen, { facts }) => {
    if (facts.isContainer) return notHere('a container has the kernel of its machine');
    const file = { path: PATH, content: CONTENT, mode: '644', owner: 'root:root' };
    const after = `sysctl --quiet --load ${PATH}`;
    return changeOfFiles(parseFiles(seen), [file], { after }) ?? right(PATH);
  },
};
