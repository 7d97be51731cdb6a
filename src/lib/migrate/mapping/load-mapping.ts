import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { AetherError } from '../../core/errors.ts';
import { packageFile } from '../../core/package-root.ts';
import { didYouMean } from '../../core/suggest.ts';
import { formatProblem, type Problem, type Remark } from '../../infra/config/problem.ts';
import { validateShape } from '../../infra/config/validate-shape.ts';
import { parseYamlFile, type YamlFile } from '../../infra/config/yaml-file.ts';
import { requireTrustedFile } from '../../infra/trust/require-trusted.ts';
import { type Mapping, mappingSchema } from './mapping-schema.ts';

/** A mapping and the file that it was read from. */
export interface LoadedMapping {
  readonly mapping: Mapping;
  readonly file: string;
  /** Of the mapping's meaning: comments and layout do not change it. */
  readonly hash: string;
  /** Throws MAPPING_INVALID with the place of each remark, if there are any. */
  readonly require: (remarks: readonly Remark[]) => void;
}

export interface MappingSearch {
  readonly cwd: string;
  /** Directories of environment files. */
  readonly environments: readonly string[];
  readonly variables: Readonly<Record<string, string | undefined>>;
}

const BUILT_IN = packageFile('configs', 'mappings');

/**
 * Finds a mapping by the path of its YAML file or by name (`configs/mappings/NAME.yaml` beside the environment file or
 * below the working directory, else the one that ships with aether).
 * @throws MAPPING_NOT_FOUND, MAPPING_INVALID, FILE_NOT_TRUSTED for another user's that is not given by its path
 */
export async function loadMapping(nameOrPath: string, search: MappingSearch): Promise<LoadedMapping> {
  const file = await findMapping(nameOrPath, search);
  const yaml = parseYamlFile(file, await readFile(file, 'utf8'));
  if (yaml.problems.length > 0) throw invalid(file, yaml.problems);
  const { value, remarks } = validateShape(mappingSchema, yaml.value);
  const require = requirer(file, yaml);
  require(remarks ?? []);
  if (value === undefined) throw new AetherError('BUG', `${file} has no value and no problems`);
  const hash = createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);
  return { mapping: value, file, hash, require };
}

function requirer(file: string, yaml: YamlFile): LoadedMapping['require'] {
  return (remarks) => {
    if (remarks.length === 0) return;
    const problems = remarks.map((remark) => ({
      ...remark,
      location: yaml.locate(remark.path, remark.at).location,
    }));
    throw invalid(file, problems);
  };
}

async function findMapping(nameOrPath: string, search: MappingSearch): Promise<string> {
  if (/\.ya?ml$/.test(nameOrPath)) {
    const path = resolve(search.cwd, nameOrPath);
    if (existsSync(path)) return path;
    throw new AetherError('MAPPING_NOT_FOUND', `${nameOrPath}: no such file`);
  }
  const own = [...search.environments, search.cwd].map((directory) => join(directory, 'configs', 'mappings'));
  const directories = [...own, BUILT_IN];
  const found = directories.map((directory) => join(directory, `${nameOrPath}.yaml`)).find(existsSync);
  if (found !== undefined) {
    const override = `if you trust it, name it by its path: aether migrate plan ${found}`;
    if (dirname(found) !== BUILT_IN) requireTrustedFile(found, search.variables, override);
    return found;
  }
  const names = await Promise.all(directories.map((directory) => readdir(directory).catch(() => [])));
  const known = [...new Set(names.flat().filter((name) => name.endsWith('.yaml')))]
    .map((name) => name.slice(0, -'.yaml'.length))
    .toSorted();
  throw new AetherError('MAPPING_NOT_FOUND', `no mapping "${nameOrPath}"${didYouMean(nameOrPath, known)}`, {
    hint: `known are ${known.join(', ')}; or give the path of a YAML file`,
  });
}

function invalid(file: string, problems: readonly Problem[]): AetherError {
  const lines = problems
    .toSorted((left, right) => (left.location?.line ?? 0) - (right.location?.line ?? 0))
    .map((problem) => `  ${formatProblem(problem)}`);
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  return new AetherError('MAPPING_INVALID', [`${count} in ${file}`, ...lines].join('\n'), {
    hint: 'correct the file; configs/mappings/aethermart.yaml is an example',
  });
}
