#!/usr/bin/env bash
# Prints the path of a Chromium for the browser tests, installing Debian's when there is none.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/lib.sh

find_chromium() { command -v chromium || command -v chromium-browser || command -v google-chrome; }

mkdir -p target
# Without a Chinese font the pages still work, but their pictures show boxes.
if ! find_chromium >/dev/null; then apt_install chromium fonts-noto-cjk || true; fi
find_chromium || die "Chromium is needed for the browser tests: install it, or set KEDUN_CHROMIUM to its path"
