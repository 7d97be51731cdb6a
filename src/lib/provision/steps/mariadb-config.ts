import { AetherError } from '../../core/errors.ts';
import { parseFiles, seeFiles, type SeenFile } from '../files/see-files.ts';
import { changeOfFiles } from '../files/wanted-file.ts';
import { CONFIG_FILE, PROVEN_CONFIG, RUNNING_SETTINGS } from '../mariadb/places.ts';
import { FORGET_EQUAL, KEEP_PROVEN, takesProof } from '../mariadb/proven-config.ts';
import { serverConfig } from '../mariadb/server-config.ts';
import { compareSettings, withoutSecrets } from '../mariadb/setting-class.ts';
import { right, type StepSpec } from '../step-spec.ts';

const CHECK = `check_server_config() {
  said=$(mariadbd --defaults-file="$1" --help --verbose 2>&1 >/dev/null) || { echo "$said"; return 1; }
}`;

/** The option file of the server. The server itself reads the new one before it takes the place of the old one. */
export const step: StepSpec = {
  name: 'mariadb-config',
  roles: ['galera', 'replica', 'mariadb'],
  needs: ['mariadb-packages', 'mariadb-directories', 'mariadb-certificates', 'mariadb-service'],
  subject: () => CONFIG_FILE,
  probe: () => `${seeFiles([CONFIG_FILE, RUNNING_SETTINGS, PROVEN_CONFIG])}
echo "server $server_state"`,
  judge: async (seen, view) => {
    const files = parseFiles(seen);
    const content = await serverConfig(view);
    const wanted = {
      path: CONFIG_FILE,
      content,
      mode: '640',
      owner: 'root:mysql',
      check: 'check_server_config',
    };
    const before = files[0]?.content ?? '';
    if (before !== '') requireSameCluster(view.name, before, content);
    const isRunning = /^server active$/m.test(seen);
    const keep = isLastProven(files, isRunning) && takesProof(before, content) ? KEEP_PROVEN : '';
    const around = { before: `${CHECK}\n${keep}`, after: FORGET_EQUAL };
    return changeOfFiles(files, [wanted], around) ?? right(CONFIG_FILE);
  },
};

/** Whether the option file is the last one that a healthy server had: it runs with it, or no other one is kept. */
function isLastProven([config, running, proven]: readonly SeenFile[], isRunning: boolean): boolean {
  if (config?.kind !== 'file') return false;
  const runsWithIt = isRunning && running?.content === withoutSecrets(config.content);
  return runsWithIt || proven?.kind !== 'file';
}

/** What would make another cluster of it, or other GTIDs, is not changed at all. */
function requireSameCluster(host: string, before: string, after: string): void {
  const { refused } = compareSettings(before, after);
  if (refused.length === 0) return;
  throw new AetherError(
    'PROVISION_REFUSED',
    `${host}: ${refused.join(', ')} of a server with data would change`,
    {
      hint: `write the value of ${CONFIG_FILE} into the environment file, or correct the option file by hand`,
      details: { host, settings: refused },
    },
  );
}
