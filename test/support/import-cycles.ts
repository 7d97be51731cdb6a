/** A file's name and the names of the files that it imports. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

/**
 * Import cycles, each as its files in the order of the alphabet: files that all reach one another over imports. A file
 * that imports itself is one too.
 */
export function findCycles(graph: ImportGraph): string[][] {
  const files = [...graph.keys()].toSorted();
  const reached = new Map(files.map((file) => [file, reachableFrom(graph, file)]));
  const reaches = (from: string, to: string) => reached.get(from)?.has(to) === true;
  const cyclic = files.filter((file) => reaches(file, file));
  const cycles = cyclic.map((file) => cyclic.filter((other) => reaches(file, other) && reaches(other, file)));
  return cycles.filter(([first], index) => first === cyclic[index]);
}

/** Every file that one file imports, and what those import. */
function reachableFrom(graph: ImportGraph, start: string): ReadonlySet<string> {
  const reached = new Set<string>();
  const waiting = [...(graph.get(start) ?? [])];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (reached.has(file)) continue;
    reached.add(file);
    waiting.push(...(graph.get(file) ?? []));
  }
  return reached;
}
