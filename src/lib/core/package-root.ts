import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

/** The directory of package.json: three levels up from here, both in `src` and in `dist`. */
const PACKAGE_ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** The absolute path of a file that ships with aether: `packageFile('sql', 'migrations')`. */
export function packageFile(...parts: readonly string[]): string {
  return join(PACKAGE_ROOT, ...parts);
}
