import { readName } from './read-name.ts';
import { readModifiers, readObjectType } from './read-object-type.ts';
import { readStatement, type StatementReader } from './statement-reader.ts';

/** The names of the partitions that a CREATE TABLE makes, in lower case; empty for every other statement. */
export function partitionNames(text: string): ReadonlySet<string> {
  const names = new Set<string>();
  const reader = readStatement(text);
  if (!reader.take('CREATE')) return names;
  readModifiers(reader);
  if (readObjectType(reader) !== 'table') return names;
  while (!reader.take('PARTITION', 'BY')) {
    if (reader.next() === undefined) return names;
  }
  while (reader.peek() !== undefined) addNames(reader, names);
  return names;
}

/** `PARTITION name` by itself, or `PARTITIONS 4`, which the server calls p0 to p3. */
function addNames(reader: StatementReader, names: Set<string>): void {
  if (reader.take('PARTITION')) {
    const name = readName(reader)?.name;
    if (name !== undefined) names.add(name.toLowerCase());
  } else if (reader.take('PARTITIONS')) {
    const count = Number(reader.next()?.text);
    for (let number = 0; number < count; number += 1) names.add(`p${number}`);
  } else {
    reader.next();
  }
}
