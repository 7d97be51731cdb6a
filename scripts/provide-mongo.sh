#!/bin/sh
# A MongoDB server for the tests, in the order that `aether sandbox up --mongo` looks for one: AETHER_MONGOD, mongod on
# PATH, then the stand-in SecantusDB (GPL-2.0-only, a process of its own, never part of aether). The stand-in is copied
# from beside the project if it is there. With --build it is built by cargo, which takes 6 to 12 minutes on two cores.
set -eu

version=0.5.3-beta.196
sha256=e8ebb53fe8bf8c9f7b98bed6b2bbe798bf175f8537fcc1535e19b408c65f7324
place="$HOME/.cache/aether/mongo-stand-in"
program="$place/secantusd-rs"
beside="$(dirname "$0")/../../shared/bin/secantusd-rs"

if [ -n "${AETHER_MONGOD:-}" ] || command -v mongod >/dev/null; then
  echo 'The tests of MongoDB run on mongod.'
elif [ -n "${AETHER_MONGO_STAND_IN:-}" ] || command -v secantusd-rs >/dev/null || [ -x "$program" ]; then
  echo 'The tests of MongoDB run on SecantusDB, a stand-in for MongoDB.'
elif [ -r "$beside" ] && echo "$sha256  $beside" | sha256sum --check --status; then
  mkdir -p "$place"
  cp "$beside" "$program.new" && chmod 755 "$program.new" && mv "$program.new" "$program"
  echo "The tests of MongoDB run on SecantusDB $version, a stand-in for MongoDB, copied to $place."
elif [ "${1:-}" = --build ]; then
  cargo install secantus-mdb --version "$version" --locked --ignore-rust-version --root "$place/build"
  mv "$place/build/bin/secantusd-rs" "$program"
else
  echo 'No MongoDB server was found: the tests that need one are skipped. To build a stand-in: scripts/provide-mongo.sh --build'
fi
