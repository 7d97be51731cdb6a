import { withBlock } from '../files/managed-block.ts';
import { parseFiles, seeFiles } from '../files/see-files.ts';
import { changeOfFiles } from '../files/wanted-file.ts';
import { TMP_DIR } from '../mariadb/places.ts';
import { right, type StepSpec } from '../step-spec.ts';

const PROFILE = '/etc/apparmor.d/mariadbd';
const LOCAL = '/etc/apparmor.d/local/mariadbd';

/**
 * Where an AppArmor profile confines the server, as on Ubuntu 26.04, its part for this machine lets the server write to the
 * directory of its temporary tables. Debian's profile is empty and reads no such part. What others wrote there stays.
 */
export const step: StepSpec = {
  name: 'mariadb-apparmor',
  roles: ['galera', 'replica', 'mariadb'],
  needs: ['mariadb-packages'],
  subject: () => LOCAL,
  probe:
    () => `if grep -qs 'include .*local/mariadbd' ${PROFILE} && grep -qs Y /sys/module/apparmor/parameters/enabled; then
  echo confined
  ${seeFiles([LOCAL])}
fi`,
  judge: (seen) => {
    if (!seen.startsWith('confined')) return right('no AppArmor profile confines the server');
    const files = parseFiles(seen);
    const content = withBlock(files[0]?.content ?? '', [`${TMP_DIR}/ rw,`, `${TMP_DIR}/** rwk,`]);
    const wanted = { path: LOCAL, content, mode: '644', owner: 'root:root' };
    const after = `apparmor_parser --replace ${PROFILE}`;
    return changeOfFiles(files, [wanted], { after }) ?? right(LOCAL);
  },
};
