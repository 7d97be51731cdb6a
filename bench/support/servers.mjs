// A sandbox of the bench's own, and the ordinary tools logged in to its server.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const aether = fileURLToPath(new URL('../../bin/aether.js', import.meta.url));

/** `--name value` of the command line as a number. */
export function option(name, fallback) {
  const at = process.argv.indexOf(`--${name}`);
  return at === -1 ? fallback : Number(process.argv[at + 1]);
}

export function isInstalled(program) {
  return spawnSync(program, ['--version']).error === undefined;
}

/** A directory with a sandbox that has the schema; `using` takes both away. `up`: further words of `sandbox up`. */
export function openBench(...up) {
  const directory = mkdtempSync(join(tmpdir(), 'aether-bench-'));
  const state = join(directory, '.aether', 'sandbox');

  /** Runs a program to its end; throws where it fails. */
  function run(command, args, input) {
    const startedAt = performance.now();
    const options = { cwd: directory, encoding: 'utf8', maxBuffer: 1e8, input };
    const { status, stdout, stderr } = spawnSync(command, args, options);
    if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}${stdout}`);
    return { seconds: (performance.now() - startedAt) / 1000, stdout };
  }
  const runAether = (...args) => run(process.execPath, [aether, ...args]);

  function remove() {
    spawnSync(process.execPath, [aether, 'sandbox', 'down', '--purge', '--confirm', 'sandbox'], {
      cwd: directory,
    });
    rmSync(directory, { recursive: true, force: true });
  }

  try {
    runAether('sandbox', 'up', ...up);
    runAether('schema', 'apply');
  } catch (error) {
    remove();
    throw error;
  }
  const { nodes } = JSON.parse(runAether('sandbox', 'status', '--json').stdout).data;
  const password = readFileSync(join(state, 'secrets', 'aether_admin'), 'utf8').trim();
  const defaults = join(directory, 'client.cnf');
  const sections = ['client', 'mydumper', 'myloader'].map((name) => `[${name}]\npassword=${password}\n`);
  writeFileSync(defaults, sections.join(''), { mode: 0o600 });
  const server = [`--defaults-file=${defaults}`, '--host=127.0.0.1', `--port=${nodes[0].port}`];
  const login = [...server, '--user=aether_admin'];
  const ca = join(state, 'tls', 'ca.pem');

  return {
    directory,
    /** How a driver logs in to each server. */
    logins: nodes.map(({ port }) => ({
      host: '127.0.0.1',
      port,
      user: 'aether_admin',
      password,
      database: 'aethermart',
      ssl: { ca: readFileSync(join(state, 'tls', 'ca.pem')) },
    })),
    run,
    aether: runAether,
    /** Arguments with which mariadb, mariadb-import and others log in. */
    clientLogin: [...login, `--ssl-ca=${ca}`],
    /** The same for mydumper and myloader. */
    dumperLogin: [...login, '--ssl', `--ca=${ca}`],
    sql: (text) =>
      run('mariadb', [
        ...login,
        `--ssl-ca=${ca}`,
        '--local-infile=1',
        '--batch',
        '--skip-column-names',
        'aethermart',
        '-e',
        text,
      ]),
    [Symbol.dispose]: remove,
  };
}

/** The statement with which the ordinary client loads a comma-separated file. */
export function loadStatement(file, table, columns = '') {
  return `LOAD DATA LOCAL INFILE '${file}' INTO TABLE ${table} CHARACTER SET utf8mb4 FIELDS TERMINATED BY ','
    OPTIONALLY ENCLOSED BY '"' ESCAPED BY '' LINES TERMINATED BY '\\n' IGNORE 1 LINES ${columns}`;
}
