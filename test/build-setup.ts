import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Compiles the command that the tests run, once for all projects, so that they never test an older one. */
export function setup(): void {
  // scripts/run-tests.mjs has built it: a build now would change files that its other tests are reading.
  if (process.env['AETHER_TEST_BUILT'] !== undefined) return;
  const root = fileURLToPath(new URL('..', import.meta.url));
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' });
  process.env['AETHER_TEST_BUILT'] = '1';
}
