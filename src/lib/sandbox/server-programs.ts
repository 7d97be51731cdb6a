import { access } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AetherError } from '../core/errors.ts';
import { findExecutable, searchPath } from '../infra/process/find-executable.ts';
import { runProgramOrThrow } from '../infra/process/run-program.ts';
import type { Topology } from './topology.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** The programs that the sandbox calls; the last ones only where the topology needs them. */
export interface ServerPrograms {
  readonly basedir: string;
  readonly mariadbd: string;
  readonly installDb: string;
  readonly client: string;
  readonly openssl: string;
  readonly backup: string | null;
  readonly provider: string | null;
  readonly version: ServerVersion;
}

export interface ServerVersion {
  /** `10.11.19` */
  readonly full: string;
  /** `10.11` */
  readonly series: string;
}

/** The Debian package of each program. */
const PACKAGES = {
  mariadbd: 'mariadb-server',
  installDb: 'mariadb-server',
  client: 'mariadb-client',
  openssl: 'openssl',
  backup: 'mariadb-backup',
  provider: 'galera-4',
  socat: 'socat',
} as const;

type Program = keyof typeof PACKAGES;

/** Where packages and tarballs put the library of galera-4, below the base directory. */
const PROVIDER_PLACES = ['lib/galera', 'lib64/galera-4', 'lib64/galera', 'lib/galera-4', 'lib'];
const OLDEST_SERIES: readonly [number, number] = [10, 11];

/** Finds all that the topology needs. Throws SERVER_MISSING with the line that installs it, or SERVER_VERSION. */
export async function findServerPrograms(
  topology: Topology,
  basedir: string | null,
  variables: Variables,
): Promise<ServerPrograms> {
  const places = serverPlaces(basedir, variables);
  const [mariadbd, installDb, client, backup, openssl, socat] = await Promise.all([
    findExecutable('mariadbd', places),
    findExecutable('mariadb-install-db', places),
    findExecutable('mariadb', places),
    findExecutable('mariadb-backup', places),
    findExecutable('openssl', searchPath(variables)),
    findExecutable('socat', searchPath(variables)),
  ]);
  const home = mariadbd === undefined ? undefined : dirname(dirname(mariadbd));
  const provider = home === undefined ? undefined : await findProvider(home);
  const needed: readonly (readonly [Program, string | undefined, boolean])[] = [
    ['mariadbd', mariadbd, true],
    ['installDb', installDb, true],
    ['client', client, true],
    ['openssl', openssl, true],
    ['backup', backup, topology.galera || topology.replica],
    ['provider', provider, topology.galera],
    ['socat', socat, topology.galera],
  ];
  const missing = needed
    .filter(([, path, isNeeded]) => isNeeded && path === undefined)
    .map(([program]) => program);
  if (missing.length > 0 || !mariadbd || !installDb || !client || !openssl || !home) {
    throw missingPrograms(missing, basedir);
  }
  const version = await readVersion(mariadbd, variables);
  return {
    basedir: home,
    mariadbd,
    installDb,
    client,
    openssl,
    backup: backup ?? null,
    provider: provider ?? null,
    version,
  };
}

/** A tarball has its programs in bin and scripts, an unpacked system below usr. */
function serverPlaces(basedir: string | null, variables: Variables): string[] {
  if (basedir === null) return searchPath(variables);
  return ['bin', 'scripts', 'sbin', 'usr/sbin', 'usr/bin'].map((place) => join(basedir, place));
}

async function findProvider(home: string): Promise<string | undefined> {
  for (const place of PROVIDER_PLACES) {
    const path = join(home, place, 'libgalera_smm.so');
    const found = await access(path).then(
      () => true,
      () => false,
    );
    if (found) return path;
  }
  return undefined;
}

/** The error for programs that were not found; what to type depends on where they were looked for. */
export function missingPrograms(missing: readonly Program[], basedir: string | null): AetherError {
  const names = missing.map((program) =>
    program === 'provider' ? 'libgalera_smm.so' : PROGRAM_NAMES[program],
  );
  const packages = [...new Set(missing.map((program) => PACKAGES[program]))];
  const from = basedir === null ? 'on this machine' : `below ${basedir}`;
  const install = `apt-get install --no-install-recommends ${packages.join(' ')}`;
  return new AetherError('SERVER_MISSING', `not found ${from}: ${names.join(', ')}`, {
    hint:
      basedir === null
        ? `type: ${install}`
        : `check the directory, or leave out --basedir and type: ${install}`,
    details: { missing: names, packages },
  });
}

const PROGRAM_NAMES = {
  mariadbd: 'mariadbd',
  installDb: 'mariadb-install-db',
  client: 'mariadb',
  openssl: 'openssl',
  backup: 'mariadb-backup',
  socat: 'socat',
} as const;

async function readVersion(mariadbd: string, variables: Variables): Promise<ServerVersion> {
  const { stdout } = await runProgramOrThrow(mariadbd, ['--no-defaults', '--version'], { variables });
  const version = parseServerVersion(stdout);
  if (version === undefined) {
    throw new AetherError('SERVER_VERSION', `${mariadbd} is no MariaDB server: it says "${stdout.trim()}"`);
  }
  const [major = 0, minor = 0] = version.series.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_SERIES;
  if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor)) {
    throw new AetherError(
      'SERVER_VERSION',
      `${mariadbd} is MariaDB ${version.full}; 10.11 is the oldest that works`,
    );
  }
  return version;
}

/** The version in what `mariadbd --version` prints. */
export function parseServerVersion(text: string): ServerVersion | undefined {
  const match = /Ver (\d+\.\d+)\.\d+-MariaDB/.exec(text);
  const full = /Ver (\d+\.\d+\.\d+)-MariaDB/.exec(text)?.[1];
  const series = match?.[1];
  return series === undefined || full === undefined ? undefined : { full, series };
}
