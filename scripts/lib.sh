# Shared by the scripts beside it; sourced, never run. Paths are relative to the repository's root, where every script stands.

say() { printf '%s\n' "$*" >&2; }
die() { say "kedun: $*"; exit 3; }

# A fingerprint of files: their names and their content.
fingerprint() {
  if command -v sha256sum >/dev/null; then sha256sum "$@" | sha256sum | cut -d' ' -f1
  else shasum -a 256 "$@" | shasum -a 256 | cut -d' ' -f1; fi
}

# apt_install PACKAGE...: from Debian's packages, when this machine has them and we may.
apt_install() {
  command -v apt-get >/dev/null || return 1
  [ "$(id -u)" = 0 ] || return 1
  say "installing $*"
  { DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" \
    || { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"; }; } >target/apt.log 2>&1 \
    || { tail -n 20 target/apt.log >&2; return 1; }
}

# need COMMAND PACKAGE HINT: the command, installed as that Debian package if it may be, or a plain word on how to get it.
need() {
  command -v "$1" >/dev/null || apt_install "$2" || die "'$1' is needed: $3"
}

# What building takes, beside Rust, Node and a C compiler: perl and make build the cipher library of the embedded database.
need_build_tools() {
  mkdir -p target
  command -v cargo >/dev/null || die "Rust is needed: see https://rustup.rs"
  command -v node >/dev/null || die "Node.js 20.19 or newer is needed: see https://nodejs.org"
  command -v cc >/dev/null || apt_install build-essential || die "a C compiler is needed"
  perl -MIPC::Cmd -MFindBin -MFile::Compare -e1 2>/dev/null || apt_install perl || die "perl with its standard modules is needed"
}
