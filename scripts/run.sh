#!/usr/bin/env bash
# Builds everything that changed and starts Kedun. Arguments go on to `kedun serve`; KEDUN_DATA names another data directory.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/lib.sh

need_build_tools
scripts/web.sh build
[ -x target/release/kedun ] || say "building Kedun; the first time takes some minutes"
cargo build --quiet --locked --release --package kedun
exec target/release/kedun serve --data "${KEDUN_DATA:-./kedun-data}" "$@"
