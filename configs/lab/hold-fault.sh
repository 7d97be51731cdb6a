#!/bin/sh
# Injects a fault, holds it, and heals it: after SECONDS (0: never), or as soon as standard input ends, which it does
# when the command that started this is killed.
# usage: hold-fault.sh CGROUP FAULT_DIR SECONDS
# Exit code 1 where the fault could not be injected or held, 2 where it could not be healed.
set -u
cgroup=$1 fault=$2 seconds=$3

# Not "mkdir -p": a lab that has just been taken down must not come back as an empty cgroup.
if ! mkdir "$cgroup" 2>/dev/null || ! { echo $$ >"$cgroup/cgroup.procs"; } 2>/dev/null; then
  rm -rf -- "$fault"
  echo 'the lab has been taken down' >&2
  exit 1
fi

# Until its time is over or standard input ends. A fault that is a process does so itself, says when it is in force,
# and is killed with this one.
hold() {
  if [ -e "$fault/hold.sh" ]; then
    setpriv --pdeathsig KILL sh "$fault/hold.sh" "$seconds"
  else
    # In a subshell, which alone dies (SIGPIPE) where the command that started this is gone already.
    (echo injected) || true
    timeout "$seconds" cat >/dev/null
    true
  fi
}

outcome=0
# One at a time, as what heals a fault that is only half injected leaves the other half in force. "/.", because flock
# would make a file where the directory is gone; --close, because a machine that is booted must not keep the lock.
{ flock --close "$fault/." sh -e "$fault/inject.sh" && hold; } || outcome=1

# "aether lab heal" may be at it already; the script goes when it is done.
heal='[ ! -e "$1/heal.sh" ] || sh -e "$1/heal.sh"'
# What it says is kept until it is over: nobody may be there any more to read it, and a write would end it (SIGPIPE).
said=$(flock --close "$fault/." sh -c "$heal" sh "$fault" 2>&1) || [ ! -d "$fault" ] || {
  echo "$said" >&2
  exit 2
}
exit "$outcome"
