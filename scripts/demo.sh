#!/bin/sh
# From a fresh clone to loaded tables: the first minute of a new user.
set -eu
cd "$(dirname "$0")/.."
scripts/set-up.sh

show() {
  printf '\n$ %s\n' "$*"
}
aether() {
  show "aether $*"
  node bin/aether.js "$@"
}

aether sandbox up
aether schema apply
aether ingest aethermart --from fixtures/aethermart
cat <<'TEXT'

Try next:
  node bin/aether.js ingest aethermart --from fixtures/aethermart   the same files again: nothing changes
  node bin/aether.js schema status
  node bin/aether.js sandbox status
  node bin/aether.js sandbox down
  node bin/aether.js --help
TEXT
