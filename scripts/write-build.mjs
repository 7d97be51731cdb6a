// Writes dist/build.json: which commit was built, for `aether version`. Without git the commit is null.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));

function git(...args) {
  const { status, stdout } = spawnSync('git', ['-C', root, ...args], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : null;
}

const commit = git('rev-parse', '--short=12', 'HEAD');
const changed = commit === null ? null : git('status', '--porcelain', '--untracked-files=no') !== '';
const build = { commit, has_local_changes: changed, built_at: new Date().toISOString() };

writeFileSync(`${root}dist/build.json`, `${JSON.stringify(build)}\n`);
