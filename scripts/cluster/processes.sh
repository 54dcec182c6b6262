# Packages, ports, folders and processes of the drill. scripts/cluster-drill.sh reads this file.

declare -A port pid
failures=0

# Installs what is missing, without starting a service.
install_packages() {
  local missing
  missing=$(dpkg-query -W -f='${Package} ${Status}\n' patroni etcd-server haproxy pgbouncer postgresql-15 jq curl 2>&1 |
    awk '/no packages found/ { print $NF } !/no packages found/ && !/install ok installed/ { print $1 }')
  [ -n "$missing" ] || return 0
  scripts/ensure-postgres.sh
  printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d && chmod +x /usr/sbin/policy-rc.d
  # shellcheck disable=SC2086
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null || local failed=1
  rm /usr/sbin/policy-rc.d
  [ -z "${failed:-}" ] || exit 1
}

make_folder() {
  work=$(mktemp -d /tmp/babynames-cluster.XXXXXX)
  mkdir "$work"/{log,run,etcd,data,storage,uploads}
  chmod 755 "$work"
  chown postgres: "$work"/{log,run,etcd,data}
  trap clean_up EXIT
  trap 'exit 130' INT TERM
}

clean_up() {
  local name
  touch "$work/stop"
  for name in reader1 reader2 writer importer web1 web2 pgbouncer haproxy patroni{1,2,3} relay{1,2,3} etcd{1,2,3}; do
    [ -n "${pid[$name]:-}" ] || continue
    kill -CONT "${pid[$name]}" 2>/dev/null || true
    kill "${pid[$name]}" 2>/dev/null || true
    wait "${pid[$name]}" 2>/dev/null || true
  done
  if [ -n "$keep" ]; then echo "The logs are in $work/log."; else rm -rf "$work"; fi
}

# Chooses free ports below the range from which the system gives ports to clients.
choose_ports() {
  local name
  for name in "$@"; do
    while
      port[$name]=$((20000 + RANDOM % 12000))
      [ "$(printf '%s\n' "${port[@]}" | sort | uniq -d)" ] || ss -Hltn "sport = :${port[$name]}" | grep -q .
    do :; done
  done
}

# Starts a program in the background: start NAME [VARIABLE=VALUE ...] PROGRAM ARGUMENT ...
start() {
  local name=$1
  shift
  setsid env "$@" >>"$work/log/$name.log" 2>&1 &
  pid[$name]=$!
}

# PostgreSQL refuses to run as root.
start_unprivileged() {
  local name=$1
  shift
  setsid setpriv --reuid=postgres --regid=postgres --init-groups env "HOME=$work/run" "$@" >>"$work/log/$name.log" 2>&1 &
  pid[$name]=$!
}

# Stops a program and waits until it has ended.
stop() {
  kill -s "${2:-TERM}" "${pid[$1]}"
  wait "${pid[$1]}" 2>/dev/null || true
}

# Waits until a command succeeds: until_true SECONDS "what" COMMAND ...
until_true() {
  local end=$((SECONDS + $1)) what=$2
  shift 2
  until "$@" 2>/dev/null; do
    if [ $SECONDS -ge $end ]; then
      echo "Waited in vain for $what. The logs are in $work/log." >&2
      keep=1
      exit 1
    fi
    sleep 0.2
  done
}

# Counts a failed check and prints it: check "what was expected" COMMAND ...
check() {
  local what=$1
  shift
  "$@" && return
  echo "FAILED: $what"
  failures=$((failures + 1))
  keep=1
}

seconds_since() { awk -v from="$1" -v to="${2:-$EPOCHREALTIME}" 'BEGIN { printf "%.1f", to - from }'; }
