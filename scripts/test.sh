#!/bin/sh
# All tests, each level in its own vitest project. Fleet tests boot machines and need root; they say so where it lacks.
set -eu
cd "$(dirname "$0")/.."

packages='zstd openssh-server openssh-client sudo'
projects='--project unit --project cli --project integration'
if [ "$(id -u)" -eq 0 ]; then
  echo 'As root this also builds a Debian 13 image for the lab, about 350 MiB, and a Debian 13 root for MariaDB 11.8:'
  echo 'once, in ~/.cache/aether. A first run takes some minutes longer.'
  # What src/lib/lab/requirements.ts asks for.
  packages="$packages systemd-container mmdebstrap iproute2 nftables e2fsprogs mount util-linux debian-archive-keyring"
  projects="$projects --project fleet"
else
  echo 'Not root: the fleet tests, which boot machines, are left out.'
fi
# shellcheck disable=SC2086 # one word per package is wanted
scripts/set-up.sh $packages

report="$(mktemp)"
# In the project, which is all that the tests on Debian 13 share with this system.
report_11_8=.aether/test-report-11.8.json
mkdir -p .aether
rm -f "$report_11_8"
# dash runs the trap of EXIT after a signal only where the signal has one that exits.
trap 'rm -f "$report" "$report_11_8"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
status=0
# shellcheck disable=SC2086
npx vitest run $projects --reporter=default --reporter=json --outputFile.json="$report" "$@" || status=$?
if [ "$(id -u)" -ne 0 ]; then
  echo 'Not root: the tests on Debian 13, with MariaDB 11.8, are left out.'
elif ! unshare --mount --net true; then
  echo 'Root may not make namespaces here: the tests on Debian 13, with MariaDB 11.8, are left out.'
else
  echo 'And what depends most on the server once more with MariaDB 11.8, on Debian 13:'
  scripts/with-debian-13.sh npx vitest run --project integration --reporter=default --reporter=json --outputFile.json="$report_11_8" \
    test/integration/schema-rules.test.ts test/integration/encode-roundtrip.test.ts test/integration/sandbox.test.ts \
    test/integration/ingest-order.test.ts test/integration/ingest-history.test.ts || status=$?
fi
node scripts/count-tests.mjs "$report" "$report_11_8"
exit "$status"
