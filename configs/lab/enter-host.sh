#!/bin/sh
# Runs a command as root on a machine of a lab, bypassing its network: as on the serial console of a cloud machine.
# usage: enter-host.sh CGROUP COMMAND [ARGUMENT...]
# Exit code 69 (EX_UNAVAILABLE) where the machine does not run.
set -eu
cgroup=$1
shift

not_running() {
  echo "the machine ${cgroup##*/} does not run" >&2
  exit 69
}

leader=$(sh "${0%/*}/find-leader.sh" "$cgroup") || not_running

# What the command starts and leaves behind must end with the machine. Not "mkdir -p": a machine that has just been taken
# away must not come back as an empty cgroup.
[ -d "$cgroup/console" ] || mkdir "$cgroup/console" 2>/dev/null || [ -d "$cgroup/console" ] || not_running
{ echo $$ >"$cgroup/console/cgroup.procs"; } 2>/dev/null || not_running

# The capabilities that systemd-nspawn leaves to its machines: above all none to set the clock of this computer.
keep='-all'
for capability in audit_control audit_write chown dac_override dac_read_search fowner fsetid ipc_owner kill lease \
  linux_immutable mknod net_admin net_bind_service net_broadcast net_raw setfcap setgid setpcap setuid sys_admin \
  sys_boot sys_chroot sys_nice sys_ptrace sys_resource sys_tty_config; do
  keep="$keep,+$capability"
done

# A shell waits for the command, not nsenter: nsenter stops where its child is stopped, as systemd does to everything
# before a machine goes down, and a machine cannot go down as long as nobody takes note that the child has ended.
# When SIGTERM ends the shell, the kernel passes it on: the command must not go on, with aether's output still open.
# shellcheck disable=SC2016 # expanded by the shell inside
exec nsenter --target "$leader" --mount --uts --ipc --net --pid --cgroup --no-fork -- \
  setpriv --inh-caps=-all --bounding-set="$keep" -- \
  env -i HOME=/root LANG=C.UTF-8 PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin TERM="${TERM:-dumb}" \
  sh -c 'trap : INT QUIT; setpriv --pdeathsig TERM -- "$@"; exit' sh "$@"
