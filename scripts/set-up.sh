#!/bin/sh
# Everything that `npm run demo` and `npm test` need: MariaDB and its tools from Debian, Node packages, the build.
# Further Debian packages may be named as arguments.
set -eu
cd "$(dirname "$0")/.."

scripts/install-missing.sh mariadb-server mariadb-client mariadb-backup galera-4 socat openssl "$@"
if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  echo 'Installing Node packages (npm ci)'
  npm ci --no-audit --no-fund --loglevel=error
fi
# Whoever has just built it says so; a second build would change files that a test is reading.
if [ -z "${AETHER_TEST_BUILT:-}" ]; then
  echo 'Building'
  npm run --silent build
fi
