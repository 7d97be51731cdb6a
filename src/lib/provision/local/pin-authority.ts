import { readFile, stat } from 'node:fs/promises';
import { AetherError } from '../../core/errors.ts';
import { writeFileAtomic } from '../../infra/state/write-file-atomic.ts';

/** The text of an environment file with the fingerprint of its authority; undefined if it cannot be added by one line. */
export function withFingerprint(text: string, fingerprint: string): string | undefined {
  const line = `  fingerprint: '${fingerprint}'\n`;
  const section = /^authority:[ \t]*(#.*)?\r?\n/m.exec(text);
  if (section !== null) {
    const at = section.index + section[0].length;
    return text.slice(0, at) + line + text.slice(at);
  }
  if (/^authority:/m.test(text)) return undefined;
  const end = text === '' || text.endsWith('\n') ? '' : '\n';
  return `${text}${end}\n# The authority that signs the certificates of the servers; another one is refused.\nauthority:\n${line}`;
}

/** Writes the fingerprint into the environment file, whose other lines stay as they are. */
export async function pinAuthority(file: string, fingerprint: string): Promise<void> {
  const text = withFingerprint(await readFile(file, 'utf8'), fingerprint);
  if (text === undefined) {
    throw new AetherError('PROVISION_IMPOSSIBLE', `${file}: the section authority is written in one line`, {
      hint: `add fingerprint: '${fingerprint}' to it, then run the same command again`,
    });
  }
  await writeFileAtomic(file, text, (await stat(file)).mode & 0o777);
}
