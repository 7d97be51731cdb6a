#!/bin/sh
# Prints the pid, as seen from outside, of the first process of a machine of a lab. Fails where it does not run.
# usage: find-leader.sh CGROUP

while read -r pid; do
  # A process that systemd has just forked may still be beside it; the machine itself calls only one of them 1.
  if grep -qs '^NSpid:.*[[:space:]]1$' "/proc/$pid/status"; then
    echo "$pid"
    exit
  fi
done <"$1/payload/init.scope/cgroup.procs" 2>/dev/null
exit 1
