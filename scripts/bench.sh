#!/usr/bin/env bash
# Builds with all optimizations and measures. Arguments go on to the bench program.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/lib.sh

need_build_tools
scripts/web.sh build
cargo build --quiet --locked --release --package kedun
exec cargo run --quiet --locked --release --package bench -- "$@"
