#!/bin/sh
# Boots a machine of a lab, again whenever it reboots, until it is powered off.
# usage: boot-host.sh CGROUP NAMESPACE IMAGE HOST_DIR NAME BRIDGE [DATA]
# DATA: where the machine has its volume mounted, or below /dev what it calls the unformatted disk.
#
# All that a machine consists of hangs on its processes: they are in a cgroup of their own, so that all of them can
# be killed at once, and in a mount namespace of their own, so that no mount outlives them.
set -eu

if [ "${1:-}" != --alone ]; then
  cgroup=$1 namespace=$2 host_dir=$4
  # Two of these at once: the second finds the machine running and leaves.
  exec 9>"$host_dir/boot.lock"
  flock 9
  mkdir -p "$cgroup"
  if grep -q '^populated 1' "$cgroup/cgroup.events"; then exit 0; fi
  find "$cgroup" -mindepth 1 -depth -type d -exec rmdir {} +
  mkdir "$cgroup/power"
  echo $$ >"$cgroup/power/cgroup.procs"
  exec 9>&-
  # Kept open, as the path is soon covered by another mount.
  exec 8>"$cgroup/cgroup.procs"
  exec nsenter --net="$namespace" unshare --mount --propagation=private sh "$0" --alone "$@"
fi

shift
image=$3 host_dir=$4 name=$5 bridge=$6 data=${7:-}

# systemd-nspawn needs the unified hierarchy at this place, whatever this computer has there.
mount -t cgroup2 cgroup2 /sys/fs/cgroup
mount -t tmpfs -o mode=755 tmpfs /run
mkdir /run/machine /run/data
mount -t overlay -o "lowerdir=$image,upperdir=$host_dir/upper,workdir=$host_dir/work" overlay /run/machine

# The same file twice in use would be destroyed: a machine that was just killed may still be letting go of it. One that was
# killed before its disk was attached for good has left a device that waits for nobody.
await_release() {
  while devices=$(losetup --noheadings --output NAME --associated "$host_dir/data.img"); [ -n "$devices" ]; do
    for device in $devices; do losetup --detach "$device" 2>/dev/null || true; done
    sleep 0.05
  done
}

case $data in
  '') set -- ;;
  /dev/*)
    await_release
    device=$(losetup --find --show "$host_dir/data.img")
    # The kernel lets go of a detached device with its last user: this shell, which lives as long as the machine.
    exec 7<"$device"
    losetup --detach "$device"
    # What heals a full disk cannot reach one that nobody has mounted.
    if mount -t ext4 "$device" /run/data 2>/dev/null; then
      rm -f /run/data/.aether-disk-full
      umount /run/data
    fi
    set -- --bind="$device:$data"
    ;;
  *)
    await_release
    mount -o loop,noatime,discard "$host_dir/data.img" /run/data
    rm -f /run/data/.aether-disk-full
    set -- --bind="/run/data:$data"
    ;;
esac

# The port of a machine that was killed goes with its network, which takes the kernel a while, or until the last fault
# in there ends.
ip link delete "vb-$name" 2>/dev/null || true

# In a subshell that moves itself to the machine's cgroup, where systemd-nspawn wants to be alone.
power_on() (
  echo 0 >&8
  TERM=dumb exec systemd-nspawn --boot --directory=/run/machine --machine="$name" "$@" \
    --register=no --keep-unit --console=read-only --link-journal=no --timezone=off --resolv-conf=off \
    --network-veth --network-bridge="$bridge" 7<&- 8>&-
)

# How systemd-nspawn says that the machine wants to boot again.
reboot=133
code=$reboot
while [ "$code" -eq "$reboot" ]; do
  code=0
  power_on "$@" || code=$?
done
exit "$code"
