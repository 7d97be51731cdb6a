import { parseFiles, seeFiles } from '../files/see-files.ts';
import { changeOfFiles } from '../files/wanted-file.ts';
import { notHere, right, type StepSpec } from '../step-spec.ts';

const PATH = '/etc/sysctl.d/80-aether.conf';

/** A database server that is swapped out answers late, and its peers take it for dead. */
const SETTINGS = [
  ['vm.swappiness', '1'],
  ['net.core.somaxconn', '4096'],
] as const;

const LOAD = `sysctl --quiet --load ${PATH}`;

export const step: StepSpec = {
  name: 'kernel-settings',
  roles: ['galera', 'replica', 'mariadb', 'mongo'],
  needs: [],
  subject: () => PATH,
  // Byte by byte, as `read` of a shell does it, the kernel gives only the first one.
  probe: () => `${seeFiles([PATH])}
echo kernel
cat ${SETTINGS.map(([name]) => `/proc/sys/${name.replaceAll('.', '/')}`).join(' ')} || :`,
  judge: (seen, { facts }) => {
    if (facts.isContainer) return notHere('a container has the kernel of its machine');
    const lines = SETTINGS.map(([name, value]) => `${name} = ${value}\n`);
    const content = `# Written by aether.\n${lines.join('')}`;
    const file = { path: PATH, content, mode: '644', owner: 'root:root' };
    const change = changeOfFiles(parseFiles(seen), [file], { after: LOAD });
    if (change !== undefined) return change;
    const running = seen.slice(seen.indexOf('\nkernel\n')).split('\n').slice(2);
    const differing = SETTINGS.filter(([, value], index) => running[index] !== value);
    if (differing.length === 0) return right(PATH);
    const names = differing.map(([name, value]) => `${name} to ${value}`).join(', ');
    return { kind: 'change', action: 'change', summary: `set ${names} again`, script: () => LOAD };
  },
};
