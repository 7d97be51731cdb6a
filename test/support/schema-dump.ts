import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { currentLayout } from '../../src/lib/sandbox/prepare-sandbox.ts';
import { adminEndpoint, type ServerAccess } from './admin.ts';

/** What aether's databases of one environment are called after its name. */
export const DATABASE_SUFFIXES = ['', '_meta', '_stage', '_archive'] as const;

/** Stands for the name of the environment in a dump. */
const ANY_NAME = '{{database}}';
const MOST_BYTES = 64 * 1024 ** 2;

const execute = promisify(execFile);

/**
 * Makes the databases of a name as `schema apply` leaves them, its ledger included. The first ones on a server are made
 * by `apply`, which runs the command, and then dumped; all others come from that dump, which takes a tenth of the time.
 */
export async function makeSchema(
  server: ServerAccess,
  database: string,
  apply: () => Promise<void>,
): Promise<void> {
  const file = dumpFile(server.stateDir);
  if (existsSync(file)) return restore(server, (await readFile(file, 'utf8')).replaceAll(ANY_NAME, database));
  await apply();
  await writeFile(file, withoutName(await dump(server, database), database));
}

/** Where the dump of a server's schema is kept. */
export const dumpFile = (stateDir: string): string => join(stateDir, 'schema-for-tests.sql');

async function dump(server: ServerAccess, database: string): Promise<string> {
  const names = DATABASE_SUFFIXES.map((suffix) => `${database}${suffix}`);
  const what = ['--single-transaction', '--routines', '--events', '--skip-comments', '--databases', ...names];
  const { options, env } = clientFor(server);
  const { stdout } = await execute('mariadb-dump', [...options, ...what], { env, maxBuffer: MOST_BYTES });
  return stdout;
}

async function restore(server: ServerAccess, sql: string): Promise<void> {
  const { options, env } = clientFor(server);
  // Without it the client leaves out the comments of routines, and they are another text then.
  const client = execute('mariadb', [...options, '--comments'], { env });
  client.child.stdin?.end(sql);
  await client;
}

function withoutName(sql: string, database: string): string {
  const quoted = new RegExp(`([\`'])${database}(\\w*[\`'])`, 'g');
  const lines = sql.split('\n').map((line) => {
    const without = line.replaceAll(quoted, `$1${ANY_NAME}$2`);
    if (without.includes(database)) throw new Error(`the dump of a schema names its database: ${line}`);
    return without;
  });
  return lines.join('\n');
}

function clientFor(server: ServerAccess) {
  const { address, port, user, password } = adminEndpoint(server);
  const options = [
    '--no-defaults',
    `--host=${address}`,
    `--port=${port}`,
    `--user=${user}`,
    `--ssl-ca=${currentLayout(server.stateDir).tlsCa}`,
    '--ssl-verify-server-cert',
    '--default-character-set=utf8mb4',
  ];
  // The password in a variable: arguments are for everybody to read.
  return { options, env: { ...process.env, MYSQL_PWD: password } };
}
