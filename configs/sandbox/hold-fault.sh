#!/bin/sh
# Injects a fault into a server of the sandbox, holds it, and heals it: after SECONDS (0: never), or as soon as standard
# input ends, which it does when the command that started this is killed.
# usage: hold-fault.sh FAULT_DIR SECONDS
# Exit code 1 where the fault could not be injected, 2 where it could not be healed.
set -u
fault=$1 seconds=$2
echo $$ >"$fault/keeper"

outcome=0
if sh -e "$fault/inject.sh"; then
  # In a subshell, which alone dies (SIGPIPE) where the command that started this is gone already.
  (echo injected) || true
  timeout "$seconds" cat >/dev/null
else
  outcome=1
fi

# Gone where somebody else has healed it, or has removed the sandbox.
[ -e "$fault/heal.sh" ] || exit "$outcome"
# To a file: nobody may be there any more to read it, and a write would end it (SIGPIPE).
sh -e "$fault/heal.sh" >"$fault/heal.log" 2>&1 || {
  tail -n 3 "$fault/heal.log" >&2
  exit 2
}
rm -rf -- "$fault"
exit "$outcome"
