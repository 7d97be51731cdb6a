#!/bin/sh
# Runs a command on Debian 13, with MariaDB 11.8, in this project:
#
#   scripts/with-debian-13.sh npx vitest run --project integration
#
# The system is made by mmdebstrap once, and again when this file changes (half a minute), and kept in
# ~/.cache/aether. The command sees this directory, this Node, an empty /tmp and this machine's loopback. Everything
# is mounted in a namespace of its own, which ends with the command, together with every process it has left behind.
# Needs root.
set -eu

packages=mariadb-server,mariadb-backup,galera-4,socat,openssl,iproute2,libatomic1
mirror=${AETHER_DEBIAN_MIRROR:-http://deb.debian.org/debian}

fail() {
  echo "with-debian-13: $1" >&2
  exit 2
}

[ $# -gt 0 ] || fail "no command given, as in: $0 npx vitest run --project integration"
[ "$(id -u)" = 0 ] || fail "needs root, for mount namespaces and chroot: type sudo $0 $*"
for program in mmdebstrap unshare flock node; do
  command -v "$program" >/dev/null || fail "$program is missing: apt-get install mmdebstrap util-linux, and Node"
done
unshare --mount --pid --fork true ||
  fail 'root is not allowed to make namespaces here: use a computer, a virtual machine, or a container with --privileged'

node=$(readlink -f "$(command -v node)")
npm=$(dirname "$(dirname "$(readlink -f "$(command -v npx)")")")

recipe=$(sha256sum "$0" | cut -c1-12)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/aether
root=$cache/debian-13-$recipe

# dash runs the trap of EXIT after a signal only where the signal has one that exits.
trap 'exit 130' INT
trap 'exit 143' TERM
mkdir -p "$cache"
exec 9>"$cache/debian-13.lock"
flock 9
if [ ! -d "$root" ]; then
  echo "with-debian-13: making $root" >&2
  draft=$(mktemp -d "$cache/draft.XXXXXX")
  trap 'rm -rf "$draft"' EXIT
  mmdebstrap --quiet --variant=minbase --include="$packages" trixie "$draft/root" "$mirror" >&2
  mkdir -p "$draft/root/usr/local/lib/npm"
  : >"$draft/root/usr/local/bin/node"
  ln -s ../lib/npm/bin/npm-cli.js "$draft/root/usr/local/bin/npm"
  ln -s ../lib/npm/bin/npx-cli.js "$draft/root/usr/local/bin/npx"
  printf '127.0.0.1 localhost\n::1 localhost\n' >"$draft/root/etc/hosts"
  chmod 755 "$draft/root"
  mv "$draft/root" "$root"
  rmdir "$draft"
  trap - EXIT
fi
flock -u 9

project=$(cd "$(dirname "$0")/.." && pwd -P)
scratch=$(mktemp -d)
chmod 1777 "$scratch"
trap 'rm -rf "$scratch"' EXIT

# The namespace of process ids is what ends everything that is left; it needs a /proc of its own. The shell stays
# its first process: any other would ignore Ctrl-C there, and would not reap what daemons leave.
unshare --mount --propagation private --pid --fork --kill-child sh -eu -c '
  root=$1 project=$2 scratch=$3 node=$4 npm=$5
  shift 5
  mount --bind "$root" "$root"
  mount -t proc proc "$root/proc"
  mount --rbind /dev "$root/dev"
  mount --rbind --make-rprivate /sys "$root/sys"
  mount --bind "$scratch" "$root/tmp"
  mount --bind "$node" "$root/usr/local/bin/node"
  mount --bind "$npm" "$root/usr/local/lib/npm"
  mkdir -p "$root$project"
  mount --bind "$project" "$root$project"
  exec chroot "$root" env -u TMPDIR -u XDG_CACHE_HOME -u NODE_EXTRA_CA_CERTS HOME=/root \
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    sh -c "cd \"\$1\" && shift && \"\$@\"; exit \$?" sh "$project" "$@"
' sh "$root" "$project" "$scratch" "$node" "$npm" "$@"
