import { renderServerConfig } from '../../infra/mariadb/server/render-server-config.ts';
import { fileStep } from '../files/file-step.ts';
import { describeServer } from '../mariadb/describe-server.ts';
import { CONFIG_FILE } from '../mariadb/places.ts';

/** The option file of the server. The server itself reads the new one before it takes the place of the old one. */
export const step = fileStep({
  name: 'mariadb-config',
  roles: ['galera', 'replica', 'mariadb'],
  needs: ['mariadb-packages', 'mariadb-directories', 'mariadb-certificates', 'mariadb-service'],
  paths: () => [CONFIG_FILE],
  files: async (view) => [
    {
      path: CONFIG_FILE,
      content: `# Written by aether; the last file that the server reads.\n${await renderServerConfig(describeServer(view))}`,
      mode: '640',
      owner: 'root:mysql',
      check: 'check_server_config',
    },
  ],
  before: `check_server_config() {
  said=$(mariadbd --defaults-file="$1" --help --verbose 2>&1 >/dev/null) || { echo "$said"; return 1; }
}`,
});
