import { type Document, LineCounter, isAlias, isMap, isNode, isScalar, isSeq, parseDocument } from 'yaml';
import type { SourceLocation } from '../../core/errors.ts';
import type { ConfigPath, Problem } from './problem.ts';
import { yamlProblems } from './yaml-problems.ts';

/** A YAML text as plain data, with the way back from a path to the place in the text. */
export interface YamlFile {
  /** As it is named in messages. */
  readonly name: string;
  readonly value: unknown;
  readonly problems: readonly Problem[];
  /** The deepest part of a path that stands in the text, and where. */
  locate(path: ConfigPath, at?: 'key' | 'value'): Place;
}

export interface Place {
  /** How many elements of the path were found. */
  readonly depth: number;
  readonly location: SourceLocation;
}

/** Aliases may repeat a value this often in all: enough for any honest file, too few to fill the memory with. */
const MOST_ALIASES = 100;

/** Parses a YAML text. What is wrong with it is returned, all of it; the value is then undefined. */
export function parseYamlFile(name: string, text: string): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    merge: true,
    stringKeys: true,
  });
  const locationOf = (offset: number): SourceLocation => {
    const { line, col } = lines.linePos(offset);
    return { file: name, line, column: col };
  };
  const problems = yamlProblems(document).map(({ message, offset }) => ({
    path: [],
    message,
    location: locationOf(offset),
  }));
  const locate: YamlFile['locate'] = (path, at = 'value') => {
    const { depth, offset } = findOffset(document, path, at);
    return { depth, location: locationOf(offset) };
  };
  if (problems.length > 0) return { name, value: undefined, problems, locate };
  return { name, ...toPlainData(document, locationOf(0)), locate };
}

function toPlainData(document: Document, start: SourceLocation): Pick<YamlFile, 'value' | 'problems'> {
  try {
    return { value: document.toJS({ maxAliasCount: MOST_ALIASES }) as unknown, problems: [] };
  } catch {
    // The only throw left once every alias and every merge key is right.
    const message = `aliases repeat values more than ${MOST_ALIASES} times`;
    return { value: undefined, problems: [{ path: [], message, location: start }] };
  }
}

interface Found {
  readonly depth: number;
  readonly offset: number;
}

/** Walks down as far as the text goes, and answers with the key or the value of the last step that it could take. */
function findOffset(document: Document, path: ConfigPath, at: 'key' | 'value'): Found {
  let node: unknown = document.contents;
  let found: Found = { depth: 0, offset: startOf(node) ?? 0 };
  for (const [index, element] of path.entries()) {
    const entry = entryOf(document, node, element);
    if (entry === undefined) return found;
    const offset = at === 'key' ? startOf(entry.key) : valueStart(entry);
    found = { depth: index + 1, offset: offset ?? found.offset };
    node = entry.value;
  }
  return found;
}

interface Entry {
  readonly key: unknown;
  readonly value: unknown;
}

/** The entry of a mapping or sequence, also through aliases and merge keys. */
function entryOf(document: Document, node: unknown, element: string | number): Entry | undefined {
  const target = isAlias(node) ? node.resolve(document) : node;
  if (isSeq(target)) {
    const value = target.items[Number(element)];
    return value === undefined ? undefined : { key: value, value };
  }
  if (!isMap(target)) return undefined;
  const own = target.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === String(element));
  if (own !== undefined) return own;
  const merged = target.items.find((pair) => isScalar(pair.key) && pair.key.source === '<<');
  return merged === undefined ? undefined : mergedEntry(document, merged.value, element);
}

function mergedEntry(document: Document, merged: unknown, element: string | number): Entry | undefined {
  if (!isSeq(merged)) return entryOf(document, merged, element);
  for (const item of merged.items) {
    const entry = entryOf(document, item, element);
    if (entry !== undefined) return entry;
  }
  return undefined;
}

/** An empty value (`ssh:` and nothing after it) is shown at its key. */
function valueStart(entry: Entry): number | undefined {
  const range = isNode(entry.value) ? entry.value.range : undefined;
  const isEmpty = range === undefined || range === null || range[0] === range[1];
  return isEmpty ? startOf(entry.key) : range[0];
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}
