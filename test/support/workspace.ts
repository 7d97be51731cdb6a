import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Pool, RowDataPacket } from 'mysql2/promise';
import { ACCOUNTS, type AccountKey } from '../../src/lib/sandbox/accounts.ts';
import { currentLayout } from '../../src/lib/sandbox/prepare-sandbox.ts';
import { openAdmin, type ServerAccess } from './admin.ts';
import { type CliOptions, type Ended, type RunningAether, startAether } from './aether-cli.ts';
import { makeRunDirectory } from './run-directories.ts';
import { runInProcess } from './run-in-process.ts';
import { DATABASE_SUFFIXES, makeSchema } from './schema-dump.ts';

export interface WorkspaceOptions {
  readonly server: ServerAccess;
  /** Name of the database; it has to begin with `aether`, which the sandbox's accounts may use. */
  readonly database: string;
  readonly limits?: Readonly<Record<string, string | number>>;
  /** The section `embeddings` of the environment file. */
  readonly embeddings?: Readonly<Record<string, unknown>>;
  /** `partitions.archive_dir` of the environment file. */
  readonly archiveDirectory?: string;
  /** The section `audit` of the environment file. */
  readonly audit?: { readonly signing_key: string; readonly checkpoints: string };
  /** The databases belong to another workspace. */
  readonly sharesDatabases?: boolean;
  /** Instead of the server's own port: that of a relay in front of it. */
  readonly port?: number;
  /** Accounts other than the sandbox's. */
  readonly accounts?: Readonly<Partial<Record<AccountKey, Login>>>;
  /** A MongoDB deployment: the sections of the environment file that name it. */
  readonly mongo?: {
    readonly port: number;
    readonly section: Readonly<Record<string, unknown>>;
    readonly keys: Readonly<Record<string, string>>;
  };
  /** false: without TLS, so that a relay can read along. */
  readonly encrypted?: boolean;
}

export interface Login {
  readonly user: string;
  /** As the environment file wants it: `file:…`, `env:…`, `cmd:…`. */
  readonly password: string;
}

/** A directory with an environment file, and databases of its own on a server. */
export interface Workspace extends AsyncDisposable {
  readonly directory: string;
  readonly database: string;
  /** One session that may do everything, in no database; opened anew after its server was away. */
  readonly admin: Pool;
  /** Runs a command to its end. */
  aether(args: readonly string[], options?: Partial<CliOptions>): Promise<Ended>;
  /** The same in this process, for commands of which no test sees the process itself. */
  run(args: readonly string[], variables?: Readonly<Record<string, string>>): Promise<Ended>;
  start(args: readonly string[], options?: Partial<CliOptions>): RunningAether;
  /** Makes the databases as `schema apply` does, the fast way after the first time on a server. */
  applySchema(): Promise<void>;
  /** Writes a file below the directory; returns its path. */
  write(name: string, content: string | Buffer): Promise<string>;
  rows(sql: string, values?: unknown[]): Promise<RowDataPacket[]>;
}

export async function openWorkspace(options: WorkspaceOptions): Promise<Workspace> {
  const { database } = options;
  const directory = await makeRunDirectory();
  const admin = openAdmin(options.server);
  const dropDatabases = async () => {
    if (options.sharesDatabases === true) return;
    for (const suffix of DATABASE_SUFFIXES) {
      await admin.query(`DROP DATABASE IF EXISTS ${database}${suffix}`);
    }
    await admin.query(`DROP DATABASE IF EXISTS audit_${database}`);
  };
  await dropDatabases();
  await writeFile(join(directory, 'aether.yaml'), environmentFile(options));
  const start: Workspace['start'] = (args, cli) =>
    startAether(args, {
      cwd: directory,
      ...cli,
      // Its environment is not a sandbox, so schema apply asks.
      variables: { AETHER_YES: '1', ...cli?.variables },
    });
  const aether: Workspace['aether'] = (args, cli) => start(args, cli).ended;
  return {
    directory,
    database,
    admin,
    start,
    aether,
    run: (args, variables = {}) => runInProcess(args, { cwd: directory, variables }),
    applySchema: () =>
      makeSchema(options.server, database, async () => {
        const { exitCode, stderr } = await aether(['schema', 'apply']);
        if (exitCode !== 0) throw new Error(`schema apply: exit code ${exitCode}\n${stderr}`);
      }),
    async write(name, content) {
      const path = join(directory, name);
      await writeFile(path, content);
      return path;
    },
    async rows(sql, values) {
      const [rows] = await admin.query<RowDataPacket[]>(sql, values);
      return rows;
    },
    async [Symbol.asyncDispose]() {
      await dropDatabases();
      await admin.end();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function environmentFile({
  server,
  database,
  limits,
  port,
  accounts,
  encrypted,
  embeddings,
  archiveDirectory,
  audit,
  mongo,
}: WorkspaceOptions): string {
  const { secretsDir, tlsCa } = currentLayout(server.stateDir);
  const login = (key: AccountKey) =>
    accounts?.[key] ?? { user: ACCOUNTS[key].user, password: `file:${join(secretsDir, ACCOUNTS[key].user)}` };
  // JSON is YAML too.
  return JSON.stringify({
    name: 'test',
    hosts: {
      db1: { address: '127.0.0.1', roles: ['mariadb'], ports: { mariadb: port ?? server.port } },
      ...(mongo === undefined
        ? {}
        : { mongo1: { address: '127.0.0.1', roles: ['mongo'], ports: { mongo: mongo.port } } }),
    },
    mariadb: {
      version: '10.11',
      database,
      accounts: {
        admin: login('admin'),
        migrator: login('migrator'),
        ingest: login('ingest'),
        search: login('search'),
        ...(mongo === undefined ? {} : { reader: login('reader') }),
      },
      tls: encrypted === false ? { mode: 'off' } : { mode: 'verify', ca: tlsCa },
    },
    limits: { ...limits },
    ...(mongo === undefined ? {} : { mongo: mongo.section, migrate: mongo.keys }),
    ...(embeddings === undefined ? {} : { embeddings }),
    ...(audit === undefined ? {} : { audit }),
    ...(archiveDirectory === undefined ? {} : { partitions: { archive_dir: archiveDirectory } }),
  });
}
