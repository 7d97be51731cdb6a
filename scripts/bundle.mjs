// Writes bundle/: the files of dist/ and the libraries that every command loads, put together into some large ones, as
// reading five hundred small files takes longer than a search. What is found by being in a folder keeps its file there.
// CommonJS, as Node 20 compiles only that from a cache (bin/load-bundle.js).
import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('../', import.meta.url));
const dist = `${root}dist/`;
const bundle = `${root}bundle/`;

/** Native, or seldom needed and loaded when they are. */
const EXTERNAL = [
  /^node:/,
  /^(?:ssh2|mongodb|inquirer|pino|@peculiar\/x509|reflect-metadata|@google\/generative-ai)(?:\/|$)/,
];
/** Needed together by nearly every command: one file each instead of one for every set of users. */
const TOGETHER = [
  { name: 'core', test: /dist.lib.core/, priority: 1 },
  // Completion looks for files without reading an environment.
  { name: 'places', test: /dist.lib.infra.(?:trust|config.discover|cli.state-dir)/, priority: 1 },
  {
    name: 'environment',
    test: /node_modules.(?:zod|yaml)\/|dist.lib.infra.config.(?:sections|load-environment|environment-schema|yaml-file|validate-shape|layer-files)/,
  },
  { name: 'mariadb', test: /node_modules.(?:mysql2|iconv-lite)\/|dist.lib.infra.mariadb/ },
];
/** The folder of modules that a module lists, and the worker that it starts. */
const FOLDER = /new URL\('([^']*\/)', import\.meta\.url\)/g;
const WORKER = /^lib\/generate\/chunks\/chunk-worker\.js$/;

const files = readdirSync(dist, { recursive: true }).filter((file) => file.endsWith('.js'));
const folders = new Set(
  files.flatMap((file) =>
    [...readFileSync(dist + file, 'utf8').matchAll(FOLDER)].map(([, folder]) =>
      posix.join(dirname(file), folder, '.'),
    ),
  ),
);
const isEntry = (file) => file === 'cli.js' || WORKER.test(file) || folders.has(dirname(file));

/** Tables of encodings are half a megabyte, and needed for files of these encodings alone. */
const tablesStayOutside = {
  name: 'tables-stay-outside',
  resolveId(source, importer) {
    const table = /^\.\/tables\/(.+\.json)$/.exec(source)?.[1];
    if (table === undefined || !/iconv-lite.encodings/.test(importer ?? '')) return null;
    return { id: `iconv-lite/encodings/tables/${table}`, external: true };
  },
};

/** mysql2 reads the name of the server's version with a table of encodings that takes longer to load than to log in. */
const versionIsAscii = {
  name: 'version-is-ascii',
  transform(code, id) {
    if (!/mysql2.lib.packets.handshake\.js$/.test(id)) return null;
    const ascii = code.replace("readNullTerminatedString('cesu8')", "readNullTerminatedString('latin1')");
    if (ascii === code) throw new Error('handshake.js of mysql2: the reading of the version was not found');
    return ascii;
  },
};

/** mysql2 fills a table of 4,000 names of errors when it is loaded: now when the first error comes. */
const errorsAreNamedLater = {
  name: 'errors-are-named-later',
  transform(code, id) {
    if (!/mysql2.lib.constants.errors\.js$/.test(id)) return null;
    const later = code.replaceAll(/^exports\b/gm, 'names');
    if (later === code || /\bexports\b/.test(later)) throw new Error('errors.js of mysql2: another shape');
    return `let names;
const load = () => {
names = {};
${later}
};
module.exports = new Proxy({}, { get: (_, name) => { if (names === undefined) load(); return names[name]; } });`;
  },
};

/** A module goes on to find what is beside it: bundle/ has the folders of dist/. */
const modulesKeepTheirPlace = {
  name: 'modules-keep-their-place',
  transform(code, id) {
    if (!id.startsWith(dist) || !code.includes('import.meta.url')) return null;
    const place = JSON.stringify(id.slice(dist.length));
    return code.replaceAll('import.meta.url', `new URL(${place}, BUNDLE).href`);
  },
  renderChunk(code, { fileName }) {
    if (!code.includes('BUNDLE')) return null;
    const up = posix.relative(posix.dirname(`/${fileName}`), '/') || '.';
    const place = `const BUNDLE = new URL('${up}/', require('node:url').pathToFileURL(__filename));\n`;
    return code.replace(/^("use strict";\n)?/, `$1${place}`);
  },
};

/** The modules of a folder are files of the bundle, too: `import()` would pass over the cache. */
const foldersAreRequired = {
  name: 'folders-are-required',
  transform(code, id) {
    if (id !== `${dist}lib/infra/load-modules.js`) return null;
    const required = code.replace(
      /import\(\w+\(url\.href\)\)/,
      "require(require('node:url').fileURLToPath(url))",
    );
    if (required === code) throw new Error('load-modules.js: the import of a module was not found');
    return required;
  },
};

/** Code from a cache cannot `import()`, so whoever loads it does: bin/load-cached.js. */
const importsAreHandedIn = {
  name: 'imports-are-handed-in',
  renderChunk(code) {
    const handedIn = code.replaceAll(/\bimport\((?=")/g, 'importOutside(');
    if (handedIn === code) return null;
    const name = 'const importOutside = module.importOutside ?? ((id) => import(id));\n';
    return handedIn.replace(/^("use strict";\n)?/, `$1${name}`);
  },
};

/** Modules of Node that take milliseconds to load are loaded by the first call: help needs none of them. */
const LATER = {
  'node:child_process': 'processesLater',
  'node:crypto': 'cryptoLater',
  'node:fs/promises': 'filesLater',
};
const nodeIsLoadedLater = {
  name: 'node-is-loaded-later',
  renderChunk(code) {
    let later = code;
    for (const [module, name] of Object.entries(LATER)) {
      const load = `require("${module}")`;
      if (!later.includes(load)) continue;
      later = later.replaceAll(load, name);
      if (later.includes(`(${name}`)) throw new Error(`${module} is imported as a whole`);
      const get = `(_, name) => ${load}[name]`;
      later = later.replace(/^("use strict";\n)?/, `$1const ${name} = new Proxy({}, { get: ${get} });\n`);
    }
    return later === code ? null : later;
  },
};

const input = Object.fromEntries(files.filter(isEntry).map((file) => [file.slice(0, -3), dist + file]));
rmSync(bundle, { recursive: true, force: true });
const build = await rolldown({
  input,
  platform: 'node',
  external: EXTERNAL,
  plugins: [
    tablesStayOutside,
    versionIsAscii,
    errorsAreNamedLater,
    modulesKeepTheirPlace,
    foldersAreRequired,
    importsAreHandedIn,
    nodeIsLoadedLater,
  ],
});
await build.write({
  dir: bundle,
  format: 'cjs',
  strict: true,
  chunkFileNames: 'chunks/[name]-[hash].js',
  codeSplitting: { groups: TOGETHER },
});
copyFileSync(`${dist}commands/table.json`, `${bundle}commands/table.json`);
writeFileSync(`${bundle}package.json`, '{ "type": "commonjs" }\n');
