import type { SourceLocation } from '../../core/errors.ts';
import { isMapping, mergeDeep } from './merge.ts';
import { type Overridden, applyOverrides } from './overrides.ts';
import type { ConfigPath, Remark, Problem } from './problem.ts';
import type { Place, YamlFile } from './yaml-file.ts';

/** Where a value came from. */
export type Origin =
  | { readonly from: 'file'; readonly location: SourceLocation }
  | { readonly from: 'variable'; readonly name: string }
  | { readonly from: 'default' };

export interface Origins {
  readonly origin: (path: ConfigPath) => Origin;
  /** The place of a value in the files, or of the nearest part of its path that stands there; undefined for variables. */
  readonly locate: (path: ConfigPath) => SourceLocation | undefined;
}

export interface Layers extends Origins {
  /** What files and variables say together, not validated yet. */
  readonly value: unknown;
  readonly place: (remark: Remark) => Problem;
}

/** Lays the files over one another, the variables over them, and remembers which layer each value is from. */
export function layerFiles(
  files: readonly YamlFile[],
  variables: Readonly<Record<string, string | undefined>>,
): Layers {
  const [base, ...overlays] = files.map((file) => file.value);
  const merged = overlays.reduce((below, overlay) => mergeDeep(below, overlay ?? {}), base);
  const overridden = applyOverrides(merged, variables);
  const locate = (path: ConfigPath, at?: 'key') =>
    overridden.variableOf(path) === undefined ? deepestPlace(files, path, at)?.location : undefined;
  return {
    value: overridden.value,
    locate: (path) => locate(path),
    origin: (path) => findOrigin(files, overridden, path),
    place: (remark) => ({
      ...remark,
      location: locate(remark.path, remark.at),
      variable: overridden.variableOf(remark.path),
    }),
  };
}

function findOrigin(files: readonly YamlFile[], overridden: Overridden, path: ConfigPath): Origin {
  const name = overridden.variableOf(path);
  if (name !== undefined) return { from: 'variable', name };
  // What an overlay took away with null is in the files, and yet is a default.
  const place = hasValue(overridden.value, path) ? deepestPlace(files, path) : undefined;
  return place?.depth === path.length ? { from: 'file', location: place.location } : { from: 'default' };
}

function hasValue(value: unknown, path: ConfigPath): boolean {
  let current = value;
  for (const element of path) {
    if (!isMapping(current) && !Array.isArray(current)) return false;
    current = Object.getOwnPropertyDescriptor(current, element)?.value as unknown;
  }
  return current !== undefined;
}

/** The place that shows most of the path; of two that show as much, the one in the later file. */
function deepestPlace(files: readonly YamlFile[], path: ConfigPath, at?: 'key'): Place | undefined {
  return files
    .map((file) => file.locate(path, at))
    .reduce<Place | undefined>(
      (best, place) => (best === undefined || place.depth >= best.depth ? place : best),
      undefined,
    );
}
