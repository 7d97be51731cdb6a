#!/bin/sh
# From a fresh clone to loaded tables: the first minute of a new user.
set -eu
cd "$(dirname "$0")/.."
scripts/set-up.sh
# Never into the environment of an AETHER_ENV or an aether.yaml that happens to be in force here.
export AETHER_ENV=sandbox

show() {
  printf '\n$ %s\n' "$*"
}
aether() {
  show "aether $*"
  node bin/aether.js "$@"
}

aether sandbox up
aether schema apply
aether generate --products 2000 --customers 100 --out .aether/demo-shop --force --yes
aether ingest aethermart --from .aether/demo-shop
aether search 'mechanical keyboard' --channel web --currency EUR --in-stock
cat <<'TEXT'

Try next:
  node bin/aether.js --env sandbox ingest aethermart --from .aether/demo-shop   the same files again: nothing changes
  node bin/aether.js --env sandbox schema status
  node bin/aether.js --env sandbox search 'glass flask' --explain
  node bin/aether.js sandbox status
  node bin/aether.js sandbox down
  node bin/aether.js --help
TEXT
