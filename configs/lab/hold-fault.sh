#!/bin/sh
# Injects a fault, holds it, and heals it: after SECONDS (0: never), or as soon as standard input ends, which it does
# when the command that started this is killed.
# usage: hold-fault.sh CGROUP FAULT_DIR SECONDS
set -u
cgroup=$1 fault=$2 seconds=$3

mkdir -p "$cgroup"
echo $$ >"$cgroup/cgroup.procs"

injected=0
if sh -e "$fault/inject.sh"; then
  echo injected
  timeout "$seconds" cat >/dev/null
else
  injected=1
fi

# "aether lab heal" may be at it already, and have removed the directory when it is done.
if [ -d "$fault" ]; then flock "$fault" sh -e "$fault/heal.sh" || exit 2; fi
exit "$injected"
