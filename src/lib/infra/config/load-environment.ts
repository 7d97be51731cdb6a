import { homedir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import type { Redactor } from '../../core/redact.ts';
import { adviseOn, checkRelations } from './check-relations.ts';
import { type Discovery, discoverFiles } from './discover.ts';
import { type Environment, environmentSchema } from './environment-schema.ts';
import { type Origins, layerFiles } from './layer-files.ts';
import { type Problem, formatProblem, invalidEnvironment } from './problem.ts';
import { readEnvironmentText } from './read-environment-text.ts';
import { createSecretReader } from './secrets.ts';
import { validateShape } from './validate-shape.ts';
import { parseYamlFile } from './yaml-file.ts';

/** An environment that was found, merged and validated. */
export interface LoadedEnvironment extends Origins {
  readonly config: Environment;
  /** Absolute paths, the base first. */
  readonly files: readonly string[];
  readonly warnings: readonly string[];
  /** The secret behind a reference, read when it is asked for. */
  readonly secret: (reference: string) => Promise<string>;
  /** A path of the environment file, made absolute: relative to the file, `~/` to the home directory. */
  readonly resolvePath: (path: string) => string;
}

export interface LoadRequest extends Discovery {
  readonly redactor: Redactor;
  /** Called with a sentence when something is noticed while the environment is used, such as a secret that others can read. */
  readonly warn?: (message: string) => void;
}

/**
 * Finds, merges and validates the environment.
 * @throws ENVIRONMENT_NOT_FOUND, ENVIRONMENT_UNREADABLE, ENVIRONMENT_INVALID with every problem at once.
 */
export async function loadEnvironment(request: LoadRequest): Promise<LoadedEnvironment> {
  const files = discoverFiles(request);
  const yamlFiles = await Promise.all(
    files.map(async (file) => parseYamlFile(displayName(file, request.cwd), await readEnvironmentText(file))),
  );
  const names = yamlFiles.map((file) => file.name);
  const fail = (problems: readonly Problem[]) => invalidEnvironment(problems, names);
  const unparsed = yamlFiles.flatMap((file) => file.problems);
  if (unparsed.length > 0) throw fail(unparsed);

  const { value, place, origin, locate } = layerFiles(yamlFiles, request.variables);
  const { value: environment, remarks } = validateShape(environmentSchema, value);
  if (environment === undefined) throw fail(remarks.map(place));
  const contradictions = checkRelations(environment);
  if (contradictions.length > 0) throw fail(contradictions.map(place));

  const directory = dirname(files[0] ?? request.cwd);
  const resolvePath = (path: string) => absolutePath(path, directory);
  return {
    config: environment,
    files,
    warnings: adviseOn(environment).map((remark) => formatProblem(place(remark))),
    origin,
    locate,
    secret: createSecretReader({
      variables: request.variables,
      redactor: request.redactor,
      resolvePath,
      warn: request.warn ?? (() => undefined),
    }),
    resolvePath,
  };
}

/** Relative where the file lies below the working directory, so that messages stay short. */
function displayName(file: string, cwd: string): string {
  const path = relative(cwd, file);
  return path.startsWith('..') ? file : path;
}

function absolutePath(path: string, directory: string): string {
  return path.startsWith('~/') ? join(homedir(), path.slice(2)) : resolve(directory, path);
}
