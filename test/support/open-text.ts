import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inputFile } from '../../src/lib/ingest/input/find-files.ts';
import { inspectInputs } from '../../src/lib/ingest/input/inspect-inputs.ts';
import type { Input } from '../../src/lib/ingest/input/input.ts';
import { sourceSchema } from '../../src/lib/ingest/source/source-schema.ts';

/** Writes a file into the directory and opens it as this entry of a source describes it. */
export async function openText(
  directory: string,
  content: Buffer,
  spec: Readonly<Record<string, unknown>>,
): Promise<Input> {
  const name = 'records.csv';
  const path = join(directory, name);
  writeFileSync(path, content);
  const files = { records: { match: name, ...spec } };
  const source = sourceSchema.parse({ source: 'records', title: 'records', files });
  const context = { emit: () => undefined, signal: new AbortController().signal };
  const [input] = await inspectInputs(context, { source, directory }, [await inputFile('records', path)]);
  if (input === undefined) throw new Error('the source has no such file');
  return input;
}
