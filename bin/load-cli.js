'use strict';
const { existsSync, statSync, writeSync } = require('node:fs');
const path = require('node:path');
const v8 = require('node:v8');

/** Loads the compiled command line, which then runs. */
exports.loadCli = async function loadCli(command, next) {
  if (command === '--version' && next === undefined && printVersion()) return;
  const isSearch = command === 'search' && !isSearchCommand(next);
  const isIngest = command === 'ingest' && next !== 'profile';
  // A load makes little garbage, and none that lives for long: without this the space for new objects, which grows while
  // the modules are read, stays at 16 MiB and more, and 30 MiB of memory with it. A search is over before that matters,
  // and would collect ten times.
  v8.setFlagsFromString(`--semi-space-growth-factor=${isSearch ? 16 : 1}`);
  if (!isBundleFresh()) await import('../dist/cli.js');
  else if (isSearch || isIngest) require('./load-cached.js').loadCached(command);
  else require('../bundle/cli.js');
};

/** Without the command line, which takes longer to load than to answer; that tries again, and says why, if it cannot be written. */
function printVersion() {
  try {
    writeSync(1, `${require('../package.json').version}\n`);
    return true;
  } catch {
    return false;
  }
}

/** `search index` and the others are commands of their own: not what somebody waits for again and again. */
function isSearchCommand(word) {
  return existsSync(path.join(__dirname, `../bundle/commands/search-${word}.js`));
}

/**
 * Whoever compiles without bundling gets what was compiled. The files of an installed package have one time. The build
 * writes package.json last, and bundles of ES modules, as earlier ones were, had none.
 */
function isBundleFresh() {
  const changedAt = (file) => statSync(path.join(__dirname, file)).mtimeMs;
  try {
    return changedAt('../bundle/package.json') >= changedAt('../dist/cli.js');
  } catch {
    return false;
  }
}
