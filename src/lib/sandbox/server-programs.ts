import { access } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AetherError } from '../core/errors.ts';
import { findExecutable, searchPath } from '../infra/process/find-executable.ts';
import { readServerVersion, type ServerVersion } from './server-version.ts';
import type { Topology } from './topology.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** The programs that the sandbox calls; `backup` and `provider` only where the topology needs them. */
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

interface Program {
  readonly file: string;
  /** The Debian package that has it. */
  readonly package: string;
  /** The provider is a library, found from where the server is. */
  readonly from: 'server' | 'system' | 'library';
  readonly neededBy: (topology: Topology) => boolean;
}

const always = () => true;

const PROGRAMS = {
  mariadbd: { file: 'mariadbd', package: 'mariadb-server', from: 'server', neededBy: always },
  installDb: { file: 'mariadb-install-db', package: 'mariadb-server', from: 'server', neededBy: always },
  client: { file: 'mariadb', package: 'mariadb-client', from: 'server', neededBy: always },
  backup: {
    file: 'mariadb-backup',
    package: 'mariadb-backup',
    from: 'server',
    neededBy: ({ galera, replica }) => galera || replica,
  },
  openssl: { file: 'openssl', package: 'openssl', from: 'system', neededBy: always },
  provider: {
    file: 'libgalera_smm.so',
    package: 'galera-4',
    from: 'library',
    neededBy: ({ galera }) => galera,
  },
  socat: { file: 'socat', package: 'socat', from: 'system', neededBy: ({ galera }) => galera },
} as const satisfies Record<string, Program>;

/** Where packages and tarballs put the library of galera-4, below the base directory. */
const PROVIDER_PLACES = ['lib/galera', 'lib64/galera-4', 'lib64/galera', 'lib/galera-4', 'lib'];

/** Finds all that the topology needs. Throws SERVER_MISSING with the line that installs it, or SERVER_VERSION. */
export async function findServerPrograms(
  topology: Topology,
  basedir: string | null,
  variables: Variables,
): Promise<ServerPrograms> {
  const found = await findAll(basedir, variables);
  const missing = Object.entries(PROGRAMS).flatMap(([key, program]) =>
    program.neededBy(topology) && found[key] === undefined ? [program] : [],
  );
  const { mariadbd, installDb, client, openssl, backup = null, provider = null } = found;
  if (missing.length > 0 || !mariadbd || !installDb || !client || !openssl)
    throw missingPrograms(missing, basedir);
  const version = await readServerVersion(mariadbd, variables);
  return { basedir: homeOf(mariadbd), mariadbd, installDb, client, openssl, backup, provider, version };
}

/** `/usr` for `/usr/sbin/mariadbd`. */
function homeOf(mariadbd: string): string {
  return dirname(dirname(mariadbd));
}

type Found = Readonly<Record<string, string | undefined>> & {
  readonly [Key in keyof typeof PROGRAMS]?: string | undefined;
};

async function findAll(basedir: string | null, variables: Variables): Promise<Found> {
  const places = { server: serverPlaces(basedir, variables), system: searchPath(variables) };
  const found: Record<string, string | undefined> = {};
  for (const [key, program] of Object.entries(PROGRAMS)) {
    if (program.from !== 'library') found[key] = await findExecutable(program.file, places[program.from]);
  }
  const { mariadbd } = found;
  return mariadbd === undefined ? found : { ...found, provider: await findProvider(homeOf(mariadbd)) };
}

/** A tarball has its programs in bin and scripts, an unpacked system below usr. */
function serverPlaces(basedir: string | null, variables: Variables): string[] {
  if (basedir === null) return searchPath(variables);
  return ['bin', 'scripts', 'sbin', 'usr/sbin', 'usr/bin'].map((place) => join(basedir, place));
}

async function findProvider(home: string): Promise<string | undefined> {
  for (const place of PROVIDER_PLACES) {
    const path = join(home, place, PROGRAMS.provider.file);
    const found = await access(path).then(
      () => true,
      () => false,
    );
    if (found) return path;
  }
  return undefined;
}

/** The error for programs that were not found; what to type depends on where they were looked for. */
export function missingPrograms(
  missing: readonly { readonly file: string; readonly package: string }[],
  basedir: string | null,
): AetherError {
  const files = missing.map((program) => program.file);
  const packages = [...new Set(missing.map((program) => program.package))];
  const from = basedir === null ? 'on this machine' : `below ${basedir}`;
  const install = `apt-get install --no-install-recommends ${packages.join(' ')}`;
  return new AetherError('SERVER_MISSING', `not found ${from}: ${files.join(', ')}`, {
    hint:
      basedir === null
        ? `run: ${install}`
        : `check the directory, or leave out --basedir and type: ${install}`,
    details: { missing: files, packages },
  });
}
