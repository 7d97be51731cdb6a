import { basename } from 'node:path';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { AetherError } from '../../core/errors.ts';
import { writeFileAtomic } from '../../infra/state/write-file-atomic.ts';

/** What is beside an archive file, so that it can be read without the database that it came from. */
const manifestSchema = z.strictObject({
  format: z.literal('aether partition archive 1').describe('LOAD DATA with its default words, then zstd'),
  file: z.string(),
  sha256: z.string(),
  bytes: z.number(),
  database: z.string(),
  table: z.string(),
  partition: z.string(),
  from: z.string().nullable().describe('the first day in it; null: from the beginning'),
  below: z.string().describe('the first day that is not in it'),
  rows: z.number(),
  row_digest: z.string(),
  columns: z.array(z.strictObject({ name: z.string(), type: z.string(), hexadecimal: z.boolean() })),
  create_table: z.string().describe('the definition when it was archived'),
  personal_columns: z
    .array(z.string())
    .describe('an erasure does not reach this file: it keeps what these had'),
  server_version: z.string(),
  archived_at: z.string(),
  run_id: z.string(),
});

export type Manifest = z.output<typeof manifestSchema>;

export function manifestPath(file: string): string {
  return `${file}.json`;
}

/** Written after the file itself: a file without a manifest was cut off. */
export async function writeManifest(
  file: string,
  manifest: Omit<Manifest, 'format' | 'file'>,
): Promise<void> {
  const document: Manifest = { format: 'aether partition archive 1', file: basename(file), ...manifest };
  await writeFileAtomic(manifestPath(file), `${JSON.stringify(document, undefined, 2)}\n`, 0o600);
}

/** Throws ARCHIVE_REFUSED if it is missing or not a manifest. */
export async function readManifest(file: string): Promise<Manifest> {
  try {
    return manifestSchema.parse(JSON.parse(await readFile(manifestPath(file), 'utf8')));
  } catch (thrown) {
    throw new AetherError('ARCHIVE_REFUSED', `${manifestPath(file)} is missing or damaged`, {
      hint: 'put the archive file and its manifest back from a backup',
      cause: thrown,
    });
  }
}
