/** Who runs aether, as user and group ids. */
export interface Caller {
  readonly uid: number;
  readonly gid: number;
  /** The user who typed sudo, if one did. */
  readonly sudo?: { readonly uid: number; readonly gid: number };
}

/** What lstat says of a file or directory. */
export interface Ownership {
  readonly uid: number;
  readonly gid: number;
  /** Permission bits; further bits are ignored. */
  readonly mode: number;
}

const ROOT = 0;
const GROUP_WRITE = 0o020;
const WORLD_WRITE = 0o002;

/**
 * Why a file that was found by walking up must not be used; undefined if it may be.
 *
 * An environment file names commands to run, so one that a stranger left in `/tmp` would run as whoever works below
 * it. The rule is that of git's `safe.directory`: it belongs to the caller (under sudo also to the user who typed it)
 * or to root, nobody else may write it, and a group only if it is the owner's own.
 */
export function whyNotTrusted(file: Ownership, caller: Caller): string | undefined {
  const owner = trustedOwners(caller).find(({ uid }) => uid === file.uid);
  if (owner === undefined) return `belongs to another user (uid ${file.uid})`;
  if ((file.mode & WORLD_WRITE) !== 0) return 'can be written by every user';
  if ((file.mode & GROUP_WRITE) !== 0 && file.gid !== owner.gid)
    return `can be written by the group with gid ${file.gid}`;
  return undefined;
}

function trustedOwners(caller: Caller): { readonly uid: number; readonly gid: number }[] {
  // Only root acts for somebody else: another user may set SUDO_UID to anything.
  const behindSudo = caller.uid === ROOT && caller.sudo !== undefined ? [caller.sudo] : [];
  return [{ uid: caller.uid, gid: caller.gid }, ...behindSudo, { uid: ROOT, gid: ROOT }];
}

const GROUP_READ = 0o040;
const WORLD_READ = 0o004;

/** Who besides its owner can read a secret: `every user`, `the group with gid 50`; undefined if nobody can. */
export function whoElseReads(file: Ownership, caller: Caller): string | undefined {
  if ((file.mode & WORLD_READ) !== 0) return 'every user';
  const own = trustedOwners(caller).find(({ uid }) => uid === file.uid)?.gid;
  return (file.mode & GROUP_READ) !== 0 && file.gid !== own ? `the group with gid ${file.gid}` : undefined;
}
