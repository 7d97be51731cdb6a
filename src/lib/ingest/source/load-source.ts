import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { AetherError } from '../../core/errors.ts';
import { packageFile } from '../../core/package-root.ts';
import { didYouMean } from '../../core/suggest.ts';
import { formatProblem, type Problem } from '../../infra/config/problem.ts';
import { validateShape } from '../../infra/config/validate-shape.ts';
import { parseYamlFile } from '../../infra/config/yaml-file.ts';
import { requireTrustedFile } from '../../infra/trust/require-trusted.ts';
import { type Source, sourceSchema } from './source-schema.ts';

/** A source and the file that describes it. */
export interface LoadedSource {
  readonly source: Source;
  readonly file: string;
}

/** Where a source is looked for, and the variables that say who looks. */
export interface SourceSearch {
  /** A relative path begins here. */
  readonly cwd: string;
  /** Directories of environment files. */
  readonly environments: readonly string[];
  readonly variables: Readonly<Record<string, string | undefined>>;
}

const BUILT_IN = packageFile('configs', 'sources');

/**
 * Finds a source by the path of its YAML file or by name (`olist` is `configs/sources/olist.yaml` beside the
 * environment file or below the working directory, else the one that ships with aether).
 * @throws SOURCE_NOT_FOUND, SOURCE_INVALID, FILE_NOT_TRUSTED for one of another user that is not given by its path
 */
export async function loadSource(nameOrPath: string, search: SourceSearch): Promise<LoadedSource> {
  const file = await findSource(nameOrPath, search);
  const yaml = parseYamlFile(file, await readFile(file, 'utf8'));
  if (yaml.problems.length > 0) throw invalid(file, yaml.problems);
  const { value, remarks } = validateShape(sourceSchema, yaml.value);
  if (value !== undefined) return { source: value, file };
  throw invalid(
    file,
    remarks.map((remark) => ({ ...remark, location: yaml.locate(remark.path, remark.at).location })),
  );
}

async function findSource(nameOrPath: string, search: SourceSearch): Promise<string> {
  if (/\.ya?ml$/.test(nameOrPath)) {
    const path = resolve(search.cwd, nameOrPath);
    if (existsSync(path)) return path;
    throw new AetherError('SOURCE_NOT_FOUND', `${nameOrPath}: no such file`);
  }
  const own = [...search.environments, search.cwd].map((directory) => join(directory, 'configs', 'sources'));
  const directories = [...own, BUILT_IN];
  const found = directories.map((directory) => join(directory, `${nameOrPath}.yaml`)).find(existsSync);
  if (found !== undefined) {
    const override = `if you trust it, name it by its path: aether ingest ${found}`;
    if (dirname(found) !== BUILT_IN) requireTrustedFile(found, search.variables, override);
    return found;
  }
  const known = await knownSources(directories);
  throw new AetherError('SOURCE_NOT_FOUND', `no source "${nameOrPath}"${didYouMean(nameOrPath, known)}`, {
    hint: `known are ${known.join(', ')}; or give the path of a YAML file`,
  });
}

async function knownSources(directories: readonly string[]): Promise<string[]> {
  const names = await Promise.all(directories.map((directory) => readdir(directory).catch(() => [])));
  const sources = names.flat().filter((name) => name.endsWith('.yaml'));
  return [...new Set(sources.map((name) => name.slice(0, -'.yaml'.length)))].toSorted();
}

function invalid(file: string, problems: readonly Problem[]): AetherError {
  const lines = problems
    .toSorted((left, right) => (left.location?.line ?? 0) - (right.location?.line ?? 0))
    .map((problem) => `  ${formatProblem(problem)}`);
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  return new AetherError('SOURCE_INVALID', [`${count} in ${file}`, ...lines].join('\n'), {
    hint: 'correct the file; configs/sources/olist.yaml is an example of everything',
  });
}
