import { AetherError } from '../../core/errors.ts';
import { renderServerConfig } from '../../infra/mariadb/server/render-server-config.ts';
import { parseFiles, seeFiles } from '../files/see-files.ts';
import { changeOfFiles } from '../files/wanted-file.ts';
import { describeServer } from '../mariadb/describe-server.ts';
import { CONFIG_FILE } from '../mariadb/places.ts';
import { compareSettings } from '../mariadb/setting-class.ts';
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
  probe: () => `${seeFiles([CONFIG_FILE])}\necho "server $(systemctl is-active mariadb.service || :)"`,
  judge: async (seen, view) => {
    const files = parseFiles(seen);
    const content = `# Written by aether; the last file that the server reads.\n${await renderServerConfig(describeServer(view))}`;
    const wanted = {
      path: CONFIG_FILE,
      content,
      mode: '640',
      owner: 'root:mysql',
      check: 'check_server_config',
    };
    const before = files[0]?.content ?? '';
    if (before !== '')
      requireHarmless(view.name, { before, after: content, isRunning: /^server active$/m.test(seen) });
    return changeOfFiles(files, [wanted], { before: CHECK }) ?? right(CONFIG_FILE);
  },
};

/** What would part a cluster, or make another one of it, is not changed by a restart. */
function requireHarmless(
  host: string,
  {
    before,
    after,
    isRunning,
  }: { readonly before: string; readonly after: string; readonly isRunning: boolean },
): void {
  const { refused, fullStop } = compareSettings(before, after);
  if (refused.length > 0) {
    throw new AetherError(
      'PROVISION_REFUSED',
      `${host}: ${refused.join(', ')} of a server with data would change`,
      {
        hint: `write the value of ${CONFIG_FILE} into the environment file, or correct the option file by hand`,
        details: { host, settings: refused },
      },
    );
  }
  if (fullStop.length === 0 || !isRunning) return;
  throw new AetherError(
    'PROVISION_REFUSED',
    `${host}: ${fullStop.join(', ')} must be the same on all members at any time`,
    {
      hint: 'stop the servers of all members (systemctl stop mariadb), then run the same command again: it bootstraps the cluster',
      details: { host, settings: fullStop },
    },
  );
}
