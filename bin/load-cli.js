import { statSync } from 'node:fs';

/** Loads the compiled command line, which then runs. */
export async function loadCli(command) {
  if (command !== 'search') await keepNewSpaceSmall();
  await import(isBundleFresh() ? '../bundle/cli.js' : '../dist/cli.js');
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
