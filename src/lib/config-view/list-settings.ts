import { type EnvironmentInput, writtenForm } from '../infra/config/environment-schema.ts';
import type { LoadedEnvironment } from '../infra/config/load-environment.ts';
import type { Origin } from '../infra/config/layer-files.ts';

/** One value that is in force. Lists count as one value. */
export interface Setting {
  readonly path: string;
  readonly value: unknown;
  readonly origin: Origin;
}

/** What is in force, in the form of the file; secrets stay the references that they are. */
export interface EffectiveSettings {
  readonly files: readonly string[];
  readonly environment: EnvironmentInput;
  readonly settings: readonly Setting[];
}

/** Every value of an environment with its origin, in the order of the sections. */
export function listSettings(loaded: LoadedEnvironment): EffectiveSettings {
  const environment = writtenForm(loaded.config);
  const settings = leavesOf(environment, []).map(({ path, value }) => ({
    path: path.join('.'),
    value,
    origin: loaded.origin(path),
  }));
  return { files: loaded.files, environment, settings };
}

interface Leaf {
  readonly path: readonly string[];
  readonly value: unknown;
}

/** An empty mapping says nothing and is left out. */
function leavesOf(value: unknown, path: readonly string[]): Leaf[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [{ path, value }];
  return Object.entries(value).flatMap(([key, below]) => leavesOf(below, [...path, key]));
}
