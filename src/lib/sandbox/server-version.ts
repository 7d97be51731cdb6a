import { AetherError } from '../core/errors.ts';
import { runProgramOrThrow } from '../infra/process/run-program.ts';

export interface ServerVersion {
  /** `10.11.19` */
  readonly full: string;
  /** `10.11` */
  readonly series: string;
}

const OLDEST = { major: 10, minor: 11 };

/** Asks the program itself. Throws SERVER_VERSION for what is not MariaDB, or too old. */
export async function readServerVersion(
  mariadbd: string,
  variables: Readonly<Record<string, string | undefined>>,
): Promise<ServerVersion> {
  const { stdout } = await runProgramOrThrow(mariadbd, ['--no-defaults', '--version'], { variables });
  const version = parseServerVersion(stdout);
  if (version === undefined) {
    throw new AetherError(
      'SERVER_VERSION',
      `${mariadbd} is not a MariaDB server: it says "${stdout.trim()}"`,
    );
  }
  const [major = 0, minor = 0] = version.series.split('.').map(Number);
  if (major < OLDEST.major || (major === OLDEST.major && minor < OLDEST.minor)) {
    const oldest = `${OLDEST.major}.${OLDEST.minor}`;
    throw new AetherError(
      'SERVER_VERSION',
      `${mariadbd} is ${version.full}; ${oldest} is the oldest that works`,
    );
  }
  return version;
}

/** The version in what `mariadbd --version` prints. */
export function parseServerVersion(text: string): ServerVersion | undefined {
  const [, full, series] = /Ver ((\d+\.\d+)\.\d+)-MariaDB/.exec(text) ?? [];
  return full === undefined || series === undefined ? undefined : { full, series };
}
