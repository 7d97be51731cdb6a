import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { AetherError } from '../../core/errors.ts';
import { requireTrustedFile } from '../trust/require-trusted.ts';
import { didYouMean } from '../../core/suggest.ts';
import { directoriesUpwards } from '../trust/search-upwards.ts';
import { environmentNames, OWN_ENVIRONMENTS } from './discover-names.ts';

export interface Discovery {
  readonly cwd: string;
  /** What `--env` says: a file, or the name of an environment. */
  readonly explicit?: string | undefined;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly stateDir: string;
}

const BASE = 'aether.yaml';

/**
 * The files that make up the environment, the base first: `--env`, else `AETHER_ENV`, else the nearest
 * `aether.yaml` upwards, else the sandbox's own. All of them are in one directory. A file that is named by its path is
 * trusted; one that is found by walking up must belong to the caller or to root.
 * @throws ENVIRONMENT_NOT_FOUND, FILE_NOT_TRUSTED
 */
export function discoverFiles(discovery: Discovery): string[] {
  const variable = discovery.variables['AETHER_ENV'];
  const explicit = discovery.explicit === '' ? undefined : discovery.explicit;
  const choice = explicit ?? (variable === '' ? undefined : variable);
  if (choice !== undefined)
    return chosenFiles(choice, choice === variable ? 'AETHER_ENV' : '--env', discovery);
  const nearest = findUpwards(discovery.cwd, BASE);
  if (nearest !== undefined) return trusted([nearest], discovery);
  const sandbox = join(discovery.stateDir, 'sandbox', BASE);
  if (existsSync(sandbox)) return [sandbox];
  throw new AetherError(
    'ENVIRONMENT_NOT_FOUND',
    `no ${BASE} in ${discovery.cwd} or above it, and no sandbox`,
    {
      hint: 'aether sandbox up (a local server with its own environment), or aether init (writes an environment file)',
    },
  );
}

function chosenFiles(choice: string, chosenBy: string, discovery: Discovery): string[] {
  const { cwd, stateDir } = discovery;
  if (/[/\\]|\.ya?ml$/.test(choice)) {
    const file = resolve(cwd, choice);
    if (existsSync(file)) return [file];
    throw new AetherError(
      'ENVIRONMENT_NOT_FOUND',
      `${chosenBy} names the file ${file}, which does not exist`,
      {
        hint: `aether init --file ${choice}`,
      },
    );
  }
  if (OWN_ENVIRONMENTS.includes(choice)) return ownFile(choice, join(stateDir, choice, BASE));
  const overlay = findUpwards(cwd, `aether.${choice}.yaml`);
  if (overlay === undefined) {
    const known = [...new Set([...OWN_ENVIRONMENTS, ...environmentNames(cwd, stateDir)])];
    throw new AetherError(
      'ENVIRONMENT_NOT_FOUND',
      `${chosenBy}: no environment "${choice}"${didYouMean(choice, known)}`,
      {
        hint: `write aether.${choice}.yaml in ${cwd} or above it, beside ${BASE}, with what differs; or give the path of a file`,
      },
    );
  }
  const base = join(dirname(overlay), BASE);
  return trusted(existsSync(base) ? [base, overlay] : [overlay], discovery);
}

function trusted(files: string[], { variables }: Discovery): string[] {
  for (const file of files)
    requireTrustedFile(file, variables, `if you trust it, name it: aether --env ${file} …`);
  return files;
}

function ownFile(name: string, file: string): string[] {
  if (existsSync(file)) return [file];
  throw new AetherError(
    'ENVIRONMENT_NOT_FOUND',
    `the ${name} has no environment yet: ${file} does not exist`,
    {
      hint: `aether ${name} up`,
    },
  );
}

/** The file in the nearest directory that has it. */
function findUpwards(from: string, name: string): string | undefined {
  return directoriesUpwards(from)
    .map((directory) => join(directory, name))
    .find((file) => existsSync(file));
}
