import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Compiles the command that the tests run, so that they never test an older one. */
export function setup(): void {
  const root = fileURLToPath(new URL('..', import.meta.url));
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' });
}
