#!/usr/bin/env bash
# Tests the archive of scripts/package.sh under the limits of docker-compose.yml: as a user without privileges, with a read-only file
# system, and without .NET and Node.js. The server runs with its private PostgreSQL and then with a connection string, answers the query of
# README.md, and stops with SIGTERM. Requires root and PostgreSQL. Takes less than a minute.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ "${1:-}" != --isolated ]; then
  archive=$(ls -t artifacts/babynames-*-linux-x64.tar.gz | head -1)
  (cd artifacts && sha256sum --check --quiet "$(basename "$archive").sha256")
  work=$(mktemp -d -p /var/tmp babynames-package.XXXXXX)
  trap 'rm -rf "$work"' EXIT
  tar -xzf "$archive" -C "$work"
  unshare --mount --propagation private "$0" --isolated "$work" "$work/$(basename "$archive" .tar.gz)"
  exit
fi

work=$2 folder=$3
server='' cluster=''
fail() { printf 'FAILED: %s\n' "$*" >&2; exit 1; }
cleanup() {
  [ -z "$server" ] || kill -KILL "$server" 2>/dev/null || true
  [ -z "$cluster" ] || "${run[@]}" "$bin/pg_ctl" -D "$cluster" -m immediate stop >/dev/null || true
}
trap cleanup EXIT

# Only the folder of the data and /tmp are writable. .NET and Node.js are hidden.
mkdir "$work/data"
chown nobody:nogroup "$work/data"
chmod 755 "$work"
mount --bind "$work/data" "$work/data"
mount -o remount,bind,ro /
mount -t tmpfs tmpfs /tmp
for program in dotnet node npm; do
  path=$(command -v "$program") || continue
  path=$(readlink -f "$path")
  mount --bind /dev/null "$path"
done
for hidden in /usr/share/dotnet /usr/lib/dotnet ~/.dotnet ~/.nuget; do
  [ ! -d "$hidden" ] || mount -t tmpfs -o ro tmpfs "$hidden"
done

run=(
  setpriv --reuid=nobody --regid=nogroup --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all
  env --ignore-environment PATH=/usr/bin:/bin
)
if "${run[@]}" touch "$folder/new" /usr/new 2>/dev/null; then fail "the file system is not read-only"; fi
if "${run[@]}" dotnet --version >/dev/null 2>&1; then fail ".NET is not hidden"; fi

version=$("${run[@]}" "$folder/babynames" --version)
[[ $(basename "$folder") == babynames-"${version%%+*}"-linux-x64 ]] || fail "babynames --version is $version"

block() { awk -v start="^\`\`\`$1" '$0 ~ start { inside = 1; next } /^```/ { inside = 0 } inside' README.md; }
query=$(block graphql) expected=$(block json)
probe=$(awk '/^ *- \|$/ { inside = 1; next } /^ *interval/ { inside = 0 } inside' docker-compose.yml | sed 's/\$\$/$/g')

# Starts a server in the current folder, queries it and stops it.
check_server() {
  : >"$work/data/log"
  "${run[@]}" "$folder/babynames" serve --urls http://127.0.0.1:0 >"$work/data/log" 2>&1 &
  server=$!
  local url='' attempt
  for attempt in $(seq 600); do
    url=$(sed -nE 's|.*Explorer +(http://127.0.0.1:[0-9]+)/.*|\1|p' "$work/data/log")
    [ -z "$url" ] || break
    kill -0 "$server" 2>/dev/null || fail "the server ended: $(cat "$work/data/log")"
    sleep 0.2
  done
  [ -n "$url" ] || fail "the server did not start: $(cat "$work/data/log")"
  local port=${url##*:} key answer status
  for attempt in $(seq 100); do
    timeout 5 bash -c "${probe//8080/$port}" && break
    [ "$attempt" -lt 100 ] || fail "the health check of docker-compose.yml does not succeed"
    sleep 0.2
  done

  printf 'Olivia,F,15270\nEmma,F,13527\nCharlotte,F,12596\n' >"$work/data/yob2023.txt"
  answer=$("${run[@]}" "$folder/babynames" ingest "$work/data/yob2023.txt" --country US 2>&1) || fail "the file was not loaded: $answer"
  key=$("${run[@]}" "$folder/babynames" keys create --name test --role viewer)
  answer=$(curl -fsS -G "$url/graphql" -H "Authorization: Bearer $key" --data-urlencode "query=$query")
  [[ $answer == "${expected%\}}"* ]] || fail "the query of README.md returns $answer"
  for page in / /console; do
    curl -fsS "$url$page" | grep -q '<script' || fail "the archive has no page $page"
  done

  kill -TERM "$server"
  status=0
  wait "$server" || status=$?
  server=''
  [ "$status" = 0 ] || fail "the server ended with $status after SIGTERM: $(cat "$work/data/log")"
  echo "passed: $1"
}

cd "$work/data"
check_server "private PostgreSQL in an empty folder"
[ ! -e .data/postgres/postmaster.pid ] || fail "PostgreSQL runs after the server"

bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)
cluster=$work/data/cluster
"${run[@]}" "$bin/initdb" -D "$cluster" -U postgres -A trust -E UTF8 --locale=C.UTF-8 >/dev/null
"${run[@]}" "$bin/pg_ctl" -D "$cluster" -w -l "$cluster/log" -o "-h '' -k $cluster" start >/dev/null
"${run[@]}" "$bin/createdb" -h "$cluster" -U postgres babynames
run+=("ConnectionStrings__BabyNames=Host=$cluster;Username=postgres;Database=babynames" "Storage__Path=$work/data/storage")
# The image runs the server in the folder of the program, which is read-only.
cd "$folder"
check_server "a connection string, in the read-only folder of the program"
