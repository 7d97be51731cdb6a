/** Why the script did not put the file in place. Codes that neither the shell nor coreutils use. */
export const NOT_WHOLE = 90;
export const CHECK_SAID_NO = 91;

/**
 * Puts stdin in the place of a file, as a whole or not at all. Arguments: target, mode, owner (may be empty),
 * SHA-256, temporary name, then the command that checks the new file (may be absent). A link that breaks looks like
 * the end of the input, so the content is compared with its checksum. The temporary file is in the target's
 * directory, for a rename is atomic only within one file system; its name is hidden and ends in none of the suffixes
 * that include directories read.
 */
export const UPLOAD_SCRIPT = `
set -eu
umask 077
target=$1 mode=$2 owner=$3 checksum=$4 name=$5
shift 5
directory=$(dirname -- "$target")
new=$directory/$name
trap 'rm -f -- "$new"' EXIT
trap 'exit 1' HUP INT TERM
cat >"$new"
[ "$(sha256sum <"$new")" = "$checksum  -" ] || exit ${NOT_WHOLE}
[ -z "$owner" ] || chown -- "$owner" "$new"
chmod -- "$mode" "$new"
[ $# -eq 0 ] || "$@" >&2 </dev/null || exit ${CHECK_SAID_NO}
sync -- "$new"
mv -fT -- "$new" "$target"
sync -- "$directory"
`;
