#!/bin/sh
# Injects a fault, holds it, and heals it: after SECONDS (0: never), or as soon as standard input ends, which it does
# when the command that started this is killed.
# usage: hold-fault.sh CGROUP FAULT_DIR SECONDS
# Exit code 1 where the fault could not be injected, 2 where it could not be healed.
set -u
cgroup=$1 fault=$2 seconds=$3

mkdir -p "$cgroup"
echo $$ >"$cgroup/cgroup.procs"

# A fault that is a process lives no longer than this one, however this one ends.
start_holding() {
  [ -e "$fault/hold.sh" ] || return 0
  mkfifo "$fault/said"
  setpriv --pdeathsig KILL sh "$fault/hold.sh" >"$fault/said" &
  holder=$!
  read -r _ <"$fault/said"
}

holder='' outcome=0
if sh -e "$fault/inject.sh" && start_holding; then
  echo injected
  timeout "$seconds" cat >/dev/null
else
  outcome=1
fi
[ -z "$holder" ] || kill -KILL "$holder" 2>/dev/null

# "aether lab heal" may be at it already, and have removed the directory when it is done.
if [ -d "$fault" ]; then flock "$fault" sh -e "$fault/heal.sh" || exit 2; fi
exit "$outcome"
