import { existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';

/** Loads the compiled command line, which then runs. */
export async function loadCli(command, next) {
  if (command !== 'search') await keepNewSpaceSmall();
  if (!isBundleFresh()) {
    await import('../dist/cli.js');
  } else if (command === 'search' && !isSearchCommand(next)) {
    const { loadCached } = await import('./load-cached.js');
    loadCached('search');
  } else {
    createRequire(import.meta.url)('../bundle/cli.js');
  }
}

/** `search index` and the others are commands of their own: not what somebody waits for again and again. */
function isSearchCommand(word) {
  return existsSync(new URL(`../bundle/commands/search-${word}.js`, import.meta.url));
}

/**
 * A load makes little garbage, and none that lives for long: without this the space for new objects, which grows while
 * the modules are read, stays at 16 MiB and more, and 30 MiB of memory with it. A search is over before that matters,
 * and would collect five times as often.
 */
async function keepNewSpaceSmall() {
  const { setFlagsFromString } = await import('node:v8');
  setFlagsFromString('--semi-space-growth-factor=1');
}

/** Whoever compiles without bundling gets what was compiled. The files of an installed package have one time. */
function isBundleFresh() {
  const changedAt = (file) => statSync(new URL(file, import.meta.url)).mtimeMs;
  try {
    return changedAt('../bundle/cli.js') >= changedAt('../dist/cli.js');
  } catch {
    return false;
  }
}
