#!/bin/sh
# Injects a fault, holds it, and heals it: after SECONDS (0: never), or as soon as standard input ends, which it does
# when the command that started this is killed.
# usage: hold-fault.sh CGROUP FAULT_DIR SECONDS
# Exit code 1 where the fault could not be injected or held, 2 where it could not be healed.
set -u
cgroup=$1 fault=$2 seconds=$3

mkdir -p "$cgroup"
echo $$ >"$cgroup/cgroup.procs"

# Until its time is over or standard input ends. A fault that is a process does so itself, says when it is in force,
# and is killed with this one.
hold() {
  if [ -e "$fault/hold.sh" ]; then
    setpriv --pdeathsig KILL sh "$fault/hold.sh" "$seconds"
  else
    echo injected
    timeout "$seconds" cat >/dev/null
    true
  fi
}

outcome=0
{ sh -e "$fault/inject.sh" && hold; } || outcome=1

# "aether lab heal" may be at it already; the script goes when it is done.
heal='[ ! -e "$1/heal.sh" ] || sh -e "$1/heal.sh"'
if [ -d "$fault" ]; then flock "$fault" sh -c "$heal" sh "$fault" || exit 2; fi
exit "$outcome"
