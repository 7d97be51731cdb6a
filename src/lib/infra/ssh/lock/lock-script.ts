/** Where a host keeps its lock, below the directory of everything that aether keeps there. */
export const LOCK_DIRECTORY = '/var/lib/aether';

/**
 * The lock is the directory `lock`, which comes into being with its content by one rename:
 *
 *   owner   token, TTL in seconds, holder: one line each
 *   beat    boot id and uptime in whole seconds of the last sign of life
 *
 * Signs of life are timed by the host's uptime, so its clock may be wrong or jump. A boot id that is not the present
 * one says that the host was restarted since, and nothing of the holder, who runs on another machine and may have
 * restarted it: whoever sees it first starts the time again. The same goes for what cannot be read. All
 * scripts take an exclusive flock on the directory, which ends with them.
 *
 * Arguments: directory, verb, token, TTL, holder. Prints one line, its words separated by tabs:
 * `taken`; `kept` or `lost` for a beat; `freed`; `held AGE TTL HOLDER`; `busy UNIT…`.
 */
export const LOCK_SCRIPT = `
set -eu
umask 077
directory=$1 verb=$2 token=$3 ttl=$4 holder=$5
lock=$directory/lock
mkdir -p -- "$directory"
exec 9<"$directory"
flock -w 20 9
boot=$(cat /proc/sys/kernel/random/boot_id)
read -r now _ </proc/uptime
now=\${now%%.*}
owner_token= owner_ttl= owner_name=
if [ -e "$lock/owner" ]; then
  { read -r owner_token && read -r owner_ttl && read -r owner_name; } <"$lock/owner" || :
fi
beat() {
  printf '%s %s\\n' "$boot" "$now" >"$lock/beat.new"
  mv -f -- "$lock/beat.new" "$lock/beat"
}
mine() {
  [ -n "$owner_token" ] && [ "$owner_token" = "$token" ]
}
# Whatever a run started on this host and has not ended yet. The names are those of unitName: they begin with a date.
running_units() {
  [ -d /run/systemd/system ] || return 0
  listed=$(systemctl list-units --plain --no-legend --no-pager --type=service \\
    --state=active,activating,deactivating,reloading 'aether-[0-9]*')
  printf '%s' "$listed" | cut -d' ' -f1
}
take() {
  if [ -d "$lock" ]; then
    if mine; then
      beat
      echo taken
      return
    fi
    beat_boot= beat_at=
    if [ -e "$lock/beat" ]; then
      read -r beat_boot beat_at <"$lock/beat" || :
    fi
    case $beat_at in '' | *[!0-9]*) beat_boot= ;; esac
    case $owner_ttl in '' | *[!0-9]*) owner_ttl=$ttl ;; esac
    if [ "$beat_boot" != "$boot" ] || [ "$beat_at" -gt "$now" ]; then
      beat
      beat_at=$now
    fi
    if [ $((now - beat_at)) -le "$owner_ttl" ]; then
      printf 'held\\t%s\\t%s\\t%s\\n' "$((now - beat_at))" "$owner_ttl" "$owner_name"
      return
    fi
  fi
  units=$(running_units)
  if [ -n "$units" ]; then
    printf 'busy\\t%s\\n' "$(printf '%s' "$units" | tr '\\n' '\\t')"
    return
  fi
  rm -rf -- "$lock" "$directory/lock.new"
  mkdir -- "$directory/lock.new"
  printf '%s\\n%s\\n%s\\n' "$token" "$ttl" "$holder" >"$directory/lock.new/owner"
  printf '%s %s\\n' "$boot" "$now" >"$directory/lock.new/beat"
  sync -- "$directory/lock.new/owner" "$directory/lock.new/beat"
  mv -T -- "$directory/lock.new" "$lock"
  echo taken
}
case $verb in
  take) take ;;
  beat) if mine; then beat; echo kept; else echo lost; fi ;;
  free) if mine; then rm -rf -- "$lock"; fi; echo freed ;;
esac
`;
