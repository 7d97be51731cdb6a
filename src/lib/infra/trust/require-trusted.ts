import { lstatSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { AetherError } from '../../core/errors.ts';
import { type Caller, whyNotTrusted } from './judge-owner.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** Who runs this process: the effective ids, and under sudo the user who typed it. */
export function currentCaller(variables: Variables): Caller {
  const caller = { uid: process.geteuid?.() ?? 0, gid: process.getegid?.() ?? 0 };
  const sudo = { uid: Number(variables['SUDO_UID']), gid: Number(variables['SUDO_GID']) };
  return Number.isInteger(sudo.uid) && Number.isInteger(sudo.gid) ? { ...caller, sudo } : caller;
}

/**
 * Refuses a file that was found by walking up and that somebody else may have put there; for a symbolic link both the
 * link and what it names are judged.
 * @param override what to type to use it anyway, as the hint says it
 * @throws FILE_NOT_TRUSTED
 */
export function requireTrustedFile(file: string, variables: Variables, override: string): void {
  const caller = currentCaller(variables);
  const link = lstatSync(file);
  // The mode of a symbolic link says nothing on Linux: it is always 0777.
  const why = link.isSymbolicLink()
    ? (whyNotTrusted({ uid: link.uid, gid: link.gid, mode: 0 }, caller) ??
      whyNotTrusted(statSync(file), caller))
    : whyNotTrusted(link, caller);
  if (why !== undefined) throw notTrusted(file, why, override);
}

/**
 * Refuses a state directory of somebody else, and one whose files would be written through a symbolic link.
 * @throws FILE_NOT_TRUSTED
 */
export function requireTrustedStateDir(directory: string, variables: Variables): void {
  const override = `if you trust it, type: AETHER_STATE_DIR=${directory} aether …`;
  const status = lstatSync(directory);
  if (status.isSymbolicLink()) throw notTrusted(directory, 'is a symbolic link', override);
  const why = whyNotTrusted(status, currentCaller(variables));
  if (why !== undefined) throw notTrusted(directory, why, override);
  if (!status.isDirectory()) return;
  const link = readEntries(directory).find((entry) => entry.isSymbolicLink());
  if (link !== undefined) throw notTrusted(join(directory, link.name), 'is a symbolic link', override);
}

/** What cannot be listed cannot be written either, which the command says that needs it. */
function readEntries(directory: string) {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch {
    return [];
  }
}

function notTrusted(file: string, why: string, hint: string): AetherError {
  return new AetherError(
    'FILE_NOT_TRUSTED',
    `${file} ${why}; aether found it by itself and does not use it`,
    {
      hint,
    },
  );
}
