/**
 * Detached commands on a host: a directory of files for each unit, kept over a restart of the machine.
 *
 *   command   the shell script that the unit runs: argv and environment, so that neither is in the unit's properties
 *   stdin     what it reads, removed when it ends
 *   stdout    what it wrote
 *   stderr
 *   started   it was handed to systemd; from then on it is never started again under this name
 *   end       how it ended, as systemd saw it
 *
 * The scripts take a shared or an exclusive lock on the directory, so that no one sees a half-done start.
 */
const UNITS = '/var/lib/aether/units';

const OPEN_UNIT = `
set -eu
umask 077
unit=$1
directory=${UNITS}/$unit
active_state() {
  systemctl show --property=ActiveState --value -- "$unit.service"
}
`;

/** systemd runs it as the unit's ExecStopPost, with the result in its environment (systemd.exec(5)). */
const FINISH_SCRIPT = `directory=$(dirname -- "$0")
rm -f -- "$directory/stdin"
printf "%s %s %s\\n" "$SERVICE_RESULT" "\${EXIT_CODE:--}" "\${EXIT_STATUS:--}" >"$directory/end.new"
sync -- "$directory/stdout" "$directory/stderr" "$directory/end.new"
mv -f -- "$directory/end.new" "$directory/end"
sync -- "$directory"
`;

/** Exit code of the start script where stdin did not arrive whole. */
export const STDIN_NOT_WHOLE = 90;

/**
 * Arguments: unit, checksum of stdin, the command as a shell script. Prints `started` or `already`. systemd expands
 * `$` and `%` in the properties of a unit, so they hold nothing but paths.
 */
export const START_SCRIPT = `${OPEN_UNIT}
checksum=$2 command=$3
not_started() {
  [ "$(active_state)" != inactive ] || [ -e "$directory/end" ] || rm -f -- "$directory/started"
  exit 1
}
mkdir -p -- "$directory"
exec 9<"$directory"
flock 9
if [ -e "$directory/started" ]; then
  echo already
  exit
fi
cat >"$directory/stdin"
[ "$(sha256sum <"$directory/stdin")" = "$checksum  -" ] || exit ${STDIN_NOT_WHOLE}
printf '%s\\n' "$command" >"$directory/command"
printf '%s' '${FINISH_SCRIPT}' >"$directory/finish"
: >"$directory/stdout"
: >"$directory/stderr"
: >"$directory/started"
sync -- "$directory" "$directory/started"
systemd-run --quiet --collect --no-ask-password --unit="$unit" \\
  --property=KillMode=mixed \\
  --property=StandardInput=file:"$directory/stdin" \\
  --property=StandardOutput=append:"$directory/stdout" \\
  --property=StandardError=append:"$directory/stderr" \\
  --property=ExecStopPost="/bin/sh $directory/finish" \\
  /bin/sh "$directory/command" 9<&- >&2 || not_started
echo started
`;

/**
 * Arguments: unit, offset in stdout, offset in stderr, most bytes of each, how many tenths of a second to wait for more output or
 * the end. The first line on stdout is the state:
 * `absent`, `running`, `lost`, or `ended` with what systemd saw; after it come the outputs from their offsets, each
 * on its own stream. The unit is looked at before its files: one that is over then has written its end, and whoever is
 * told of it can start the same unit again, or have it forgotten.
 */
export const POLL_SCRIPT = `${OPEN_UNIT}
if ! [ -d "$directory" ]; then
  echo absent
  exit
fi
tenths=$5
while [ "$tenths" -gt 0 ] && [ -e "$directory/started" ] && ! [ -e "$directory/end" ] &&
  [ "$(stat -c %s -- "$directory/stdout" "$directory/stderr" | tr '\\n' ' ')" = "$2 $3 " ]; do
  sleep 0.1
  tenths=$((tenths - 1))
done
exec 9<"$directory"
flock -s 9
active=$(active_state)
if ! [ -e "$directory/started" ]; then
  echo absent
  exit
elif [ "$active" != inactive ] && [ "$active" != failed ]; then
  echo running
elif [ -e "$directory/end" ]; then
  printf 'ended %s\\n' "$(cat "$directory/end")"
else
  echo lost
fi
tail -c +$(($2 + 1)) -- "$directory/stdout" | head -c "$4"
tail -c +$(($3 + 1)) -- "$directory/stderr" | head -c "$4" >&2
`;

/** Argument: unit. Removes its files; fails while it runs. */
export const FORGET_SCRIPT = `${OPEN_UNIT}
active=$(active_state)
[ "$active" = inactive ] || [ "$active" = failed ]
rm -rf -- "$directory"
`;
