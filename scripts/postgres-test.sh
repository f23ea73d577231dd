#!/bin/sh
# A throwaway PostgreSQL for the tests.
#
#   scripts/postgres-test.sh          starts it (or finds the running one) and prints KEDUN_TEST_POSTGRES=URL
#   scripts/postgres-test.sh stop     stops it and removes its data
#
# Typical use: export "$(scripts/postgres-test.sh)"
#
# Needs a PostgreSQL server of version 14 or newer. As root on Debian or Ubuntu it is installed when
# missing. The server listens on this machine only, takes no password, and does not sync to disk: never
# put anything into it that matters.
set -eu

base=${TMPDIR:-/tmp}/kedun-test-postgres-$(id -u)
data=$base/data

say() { echo "postgres-test: $*" >&2; }

# Prints the directory of initdb and pg_ctl, of the newest version there is.
find_bin() {
    for dir in $(ls -d /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /opt/homebrew/opt/postgresql*/bin 2>/dev/null | sort -rV); do
        if [ -x "$dir/initdb" ]; then echo "$dir"; return 0; fi
    done
    if command -v initdb >/dev/null 2>&1; then dirname "$(command -v initdb)"; return 0; fi
    return 1
}

install() {
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
        say "no PostgreSQL server found; install one (Debian: apt-get install postgresql)"
        exit 3
    fi
    say "installing PostgreSQL"
    # Debian would start a cluster of its own; the tests need only the programs.
    mkdir -p /etc/postgresql-common
    [ -e /etc/postgresql-common/createcluster.conf ] ||
        echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf
    { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends postgresql; } >&2
}

# The server refuses to run as root: then everything is done as another user.
if [ "$(id -u)" = 0 ]; then
    runs_as=nobody
    if id postgres >/dev/null 2>&1; then runs_as=postgres; fi
    as_owner() { (cd / && runuser -u "$runs_as" -- "$@"); }
else
    runs_as=$(id -un)
    as_owner() { "$@"; }
fi

free_port() {
    port=54320
    while [ "$port" -lt 54420 ]; do
        if ! in_use "$port"; then echo "$port"; return 0; fi
        port=$((port + 1))
    done
    say "no free port between 54320 and 54420"
    exit 3
}

# State 0A is LISTEN.
in_use() {
    hex=$(printf '%04X' "$1")
    cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | grep -q ":$hex [0-9A-F]*:0000 0A"
}

running() { [ -f "$base/port" ] && as_owner "$bin/pg_ctl" -D "$data" status >/dev/null 2>&1; }

print_url() { echo "KEDUN_TEST_POSTGRES=postgres://kedun_test@127.0.0.1:$(cat "$base/port")/postgres"; }

start() {
    rm -rf "$base"
    mkdir -p "$base"
    chown "$runs_as" "$base"
    chmod 700 "$base"
    as_owner "$bin/initdb" -D "$data" -U kedun_test -A trust --encoding=UTF8 --locale=C.UTF-8 >"$base.log" 2>&1 ||
        { cat "$base.log" >&2; exit 3; }
    port=$(free_port)
    as_owner "$bin/pg_ctl" -D "$data" -l "$base/server.log" -w -t 60 -o "-p $port -c listen_addresses=127.0.0.1 \
-c unix_socket_directories='' -c fsync=off -c full_page_writes=off -c max_connections=400 \
-c shared_buffers=64MB -c autovacuum_naptime=300" start >"$base.log" 2>&1 ||
        { cat "$base.log" "$base/server.log" >&2; exit 3; }
    echo "$port" >"$base/port"
}

bin=$(find_bin) || { [ "${1:-start}" = stop ] && exit 0; install; bin=$(find_bin); }

case "${1:-start}" in
start)
    # Two callers at once: the second waits for the first.
    exec 9>"$base.lock"
    flock 9
    running || start 9>&-
    print_url
    ;;
stop)
    if running; then as_owner "$bin/pg_ctl" -D "$data" -m immediate stop >&2; fi
    rm -rf "$base" "$base.log" "$base.lock"
    ;;
*)
    say "usage: $0 [start|stop]"
    exit 2
    ;;
esac
