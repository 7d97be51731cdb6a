#!/bin/sh
# Installs what is missing of the given Debian packages, and says so first. Servers are not started: aether starts
# its own. Needs root or sudo only where something is missing.
set -eu

missing=''
for package in "$@"; do
  dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed ||
    missing="$missing $package"
done
[ -n "$missing" ] || exit 0

as_root=''
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || {
    echo "missing:$missing; as root, type: apt-get install --no-install-recommends$missing" >&2
    exit 2
  }
  as_root='sudo'
fi

echo "Installing from Debian:$missing"
# Without this the packaged servers would start at once, on their default ports.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  # dash runs the trap of EXIT after a signal only where the signal has one that exits.
  trap '$as_root rm -f "$policy"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  printf '#!/bin/sh\nexit 101\n' | $as_root tee "$policy" >/dev/null
  $as_root chmod 755 "$policy"
fi
$as_root env DEBIAN_FRONTEND=noninteractive apt-get -q update >/dev/null
# shellcheck disable=SC2086 # one word per package is wanted
$as_root env DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends $missing >/dev/null
