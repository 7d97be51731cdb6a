'use strict';
const { readFileSync, renameSync, rmSync, writeFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const path = require('node:path');
const { Script } = require('node:vm');
const { crc32 } = require('node:zlib');

const BUNDLE = path.join(__dirname, '../bundle/');
/** Another engine has other code. */
const ENGINE = `${process.version} ${process.arch}`;
/** Of the pack: the checksum of what follows, and the length of its list. */
const HEAD_BYTES = 8;

/**
 * Loads the bundled command line with the code that an earlier run compiled: compiling takes longer than a search. The
 * pack of code is in bundle/, so that whoever can change it can change the bundle itself, and a build deletes both.
 * @param name of the pack; what it has is the code that the first run needed
 */
exports.loadCached = function loadCached(name) {
  const pack = `${BUNDLE}${name}.code`;
  const known = readPack(pack);
  const scripts = new Map();
  let isComplete = true;
  const outside = createRequire(`${BUNDLE}cli.js`);
  const modules = new Map();
  const load = (file) => {
    const loaded = modules.get(file);
    if (loaded !== undefined) return loaded.exports;
    const module = { exports: {}, importOutside };
    modules.set(file, module);
    const script = compile(file, known.get(file));
    scripts.set(file, script);
    isComplete &&= script.cachedDataRejected === false;
    const directory = path.dirname(file);
    const require = (id) => {
      if (id.startsWith('.')) return load(path.resolve(directory, id));
      return id.startsWith(BUNDLE) ? load(id) : outside(id);
    };
    script.runInThisContext()(module.exports, require, module, file, directory);
    return module.exports;
  };
  process.on('exit', (exitCode) => {
    // A run that failed has not come far.
    if (exitCode === 0 && !isComplete) writePack(pack, scripts);
  });
  load(`${BUNDLE}cli.js`);
};

/** What is not in the bundle: code from a cache has forgotten how to import. */
function importOutside(id) {
  return import(id);
}

/** A module of the bundle as Node wraps it. */
function compile(file, cachedData) {
  const code = readFileSync(file, 'utf8');
  const wrapped = `(function (exports, require, module, __filename, __dirname) {${code}\n})`;
  return new Script(wrapped, { filename: file, cachedData });
}

/** The code of each module; of none if there is no pack, or it is another engine's, or damaged. */
function readPack(file) {
  try {
    const bytes = readFileSync(file);
    if (bytes.readUInt32LE(0) !== crc32(bytes.subarray(4))) return new Map();
    const start = HEAD_BYTES + bytes.readUInt32LE(4);
    const { engine, modules } = JSON.parse(bytes.toString('utf8', HEAD_BYTES, start));
    if (engine !== ENGINE) return new Map();
    return new Map(
      modules.map(({ name, from, to }) => [BUNDLE + name, bytes.subarray(start + from, start + to)]),
    );
  } catch {
    return new Map();
  }
}

/** Best effort: an installed package may belong to somebody else. */
function writePack(file, scripts) {
  const parts = [];
  const modules = [];
  let to = 0;
  for (const [module, script] of scripts) {
    const code = script.createCachedData();
    modules.push({ name: module.slice(BUNDLE.length), from: to, to: (to += code.length) });
    parts.push(code);
  }
  const list = Buffer.from(JSON.stringify({ engine: ENGINE, modules }));
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt32LE(list.length, 4);
  const bytes = Buffer.concat([head, list, ...parts]);
  bytes.writeUInt32LE(crc32(bytes.subarray(4)), 0);
  const draft = `${file}.${process.pid}`;
  try {
    writeFileSync(draft, bytes);
    renameSync(draft, file);
  } catch {
    rmSync(draft, { force: true });
  }
}
