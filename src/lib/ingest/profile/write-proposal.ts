import { writeFile } from 'node:fs/promises';
import { AetherError, systemErrorCode } from '../../core/errors.ts';
import type { FileProfile } from './profile-file.ts';
import { proposeSource } from './propose-source.ts';

/** The proposed source, written to a new file where one is named. Throws FILE_EXISTS rather than overwrite. */
export async function writeProposal(profile: FileProfile, out: string | undefined): Promise<string> {
  const text = proposeSource(profile, sourceName(profile.fileName));
  if (out === undefined) return text;
  try {
    await writeFile(out, text, { flag: 'wx' });
  } catch (thrown) {
    const code = systemErrorCode(thrown) === 'EEXIST' ? 'FILE_EXISTS' : 'FILE_UNWRITABLE';
    throw new AetherError(
      code,
      `${out}: ${code === 'FILE_EXISTS' ? 'already exists' : 'cannot be written'}`,
      {
        cause: thrown,
      },
    );
  }
  return text;
}

/** `Orders 2026.csv.gz` becomes `orders_2026`. */
function sourceName(fileName: string): string {
  const words = fileName
    .replace(/\.(gz|zst)$/, '')
    .replace(/\.[^.]*$/, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^[_\d]+|_+$/g, '');
  return words === '' ? 'profiled' : words.slice(0, 40);
}
