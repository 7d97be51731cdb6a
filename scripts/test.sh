#!/bin/sh
# All tests. Fleet tests boot machines and need root; they say so where it lacks. Arguments go to vitest.
set -eu
cd "$(dirname "$0")/.."

packages='zstd openssh-server openssh-client sudo haproxy zsh fish'
if [ "$(id -u)" -eq 0 ]; then
  echo 'As root this also builds a Debian 13 image for the lab, about 350 MiB, and a Debian 13 root for MariaDB 11.8:'
  echo 'once, in ~/.cache/aether. A first run takes some minutes longer.'
  # What src/lib/lab/requirements.ts asks for.
  packages="$packages systemd-container mmdebstrap iproute2 nftables e2fsprogs mount util-linux debian-archive-keyring"
fi
# shellcheck disable=SC2086 # one word per package is wanted
scripts/set-up.sh $packages
scripts/provide-mongo.sh
exec node scripts/run-tests.mjs "$@"
