import { renderServerConfig } from '../../infra/mariadb/server/render-server-config.ts';
import type { HostView } from '../step-spec.ts';
import { describeServer } from './describe-server.ts';

/** The text of the option file that a host should have. */
export async function serverConfig(view: HostView): Promise<string> {
  const settings = await renderServerConfig(describeServer(view));
  return `# Written by aether; the last file that the server reads.\n${settings}`;
}
