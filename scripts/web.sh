#!/usr/bin/env bash
# The web app: `scripts/web.sh deps` installs its packages, `scripts/web.sh build` also builds web/dist.
# Neither does anything when nothing changed since the last time.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/lib.sh

deps() {
  local want have=
  want=$(cd web && fingerprint package.json package-lock.json .npmrc)
  [ -f web/node_modules/.kedun ] && have=$(cat web/node_modules/.kedun)
  [ "$want" = "$have" ] && return
  say "installing the web app's packages"
  (cd web && npm ci --ignore-scripts --no-audit --no-fund --prefer-offline --loglevel=error)
  printf '%s' "$want" >web/node_modules/.kedun
}

build() {
  local want have=
  mkdir -p target/stamps
  want=$(cd web && find . \( -name node_modules -o -name dist -o -name test-results -o -name playwright-report \) -prune \
    -o -type f -print0 | LC_ALL=C sort -z | xargs -0 bash -c 'source ../scripts/lib.sh; fingerprint "$@"' _)
  [ -f target/stamps/web ] && [ -f web/dist/index.html ] && have=$(cat target/stamps/web)
  [ "$want" = "$have" ] && return
  say "building the web app"
  rm -f target/stamps/web
  (cd web && npm run --silent build)
  printf '%s' "$want" >target/stamps/web
}

case "${1:-build}" in
  deps) deps ;;
  build) deps; build ;;
  *) die "usage: scripts/web.sh deps|build" ;;
esac
