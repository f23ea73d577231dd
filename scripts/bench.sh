#!/usr/bin/env bash
# Builds with all optimizations and measures. Arguments go on to the bench program; `sign-in` as the first one measures
# signing in instead (some twenty minutes) and writes bench/SIGN_IN.md.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/lib.sh

need_build_tools
scripts/web.sh build
cargo build --quiet --locked --release --package kedun
if [ "${1:-}" = sign-in ]; then
  shift
  exec cargo run --quiet --locked --release --package bench --bin sign_in -- "$@"
fi
exec cargo run --quiet --locked --release --package bench -- "$@"
