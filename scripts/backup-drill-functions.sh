# Functions of scripts/backup-drill.sh. PostgreSQL does not run as root, so root runs it and pgBackRest as postgres.

export PROGRAM=$program SERVER_USER POSTGRES_USER FILES=$work/files TMPDIR=$work
SERVER_USER=$(id -un)
POSTGRES_USER=$([ "$(id -u)" = 0 ] && echo postgres || id -un)
export PGBACKREST_CONFIG=$repository/deploy/backup/pgbackrest.conf
export PGBACKREST_PG1_PATH=$work/data PGBACKREST_PG1_SOCKET_PATH=$work/socket PGBACKREST_LOG_PATH=$work/log PGBACKREST_LOCK_PATH=$work/lock
export PGBACKREST_REPO1_PATH=$work/daily PGBACKREST_REPO2_PATH=$work/weekly PGBACKREST_REPO3_PATH=$work/monthly
export ConnectionStrings__BabyNames="Host=$work/socket;Database=babynames;Username=babynames" Storage__Path=$work/storage
export ASPNETCORE_ENVIRONMENT=Development
loops=() server='' moment=''

full() { [ "$form" = full ]; }
step() { printf '\n[%3d s] %s\n' "$((SECONDS - began))" "$*"; }
say() { printf '  %s\n' "$*"; }
fail() { printf '\nFAILED: %s\n' "$*" >&2; exit 1; }

initdb=$(find /usr/lib/postgresql -path '*/bin/initdb' 2>/dev/null | sort -V | tail -1 || true)
POSTGRES_BIN=${POSTGRES_BIN:-${initdb%/initdb}}
[ -x "$POSTGRES_BIN/initdb" ] || fail "PostgreSQL was not found. Set POSTGRES_BIN to the folder of initdb."
export POSTGRES_BIN PATH=$POSTGRES_BIN:$PATH

as_postgres() { if [ "$(id -un)" = "$POSTGRES_USER" ]; then "$@"; else runuser -u "$POSTGRES_USER" -- "$@"; fi; }
sql() { as_postgres psql -XAtq -v ON_ERROR_STOP=1 -h "$work/socket" -d babynames "$@"; }
count() { cat "$work/$1" 2>/dev/null | wc -l; }

until_true() { # SECONDS WHAT COMMAND...
  local end=$((SECONDS + $1)) what=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$end" ] || fail "$what did not happen in time"
    sleep 0.2
  done
}

# ---- PostgreSQL and the server

create_folder() {
  mkdir -m 700 "$work/$1"
  [ "$(id -u)" != 0 ] || chown "$POSTGRES_USER:" "$work/$1"
}

create_cluster() {
  local folder
  for folder in data socket log lock daily weekly monthly; do create_folder "$folder"; done
  as_postgres initdb -D "$work/data" -A trust --encoding=UTF8 --locale=C --no-sync --data-checksums >"$work/initdb.log"
  as_postgres tee -a "$work/data/postgresql.conf" >/dev/null <<CONF
listen_addresses = ''
unix_socket_directories = '$work/socket'
$(cat deploy/backup/postgresql.conf)
CONF
  start_cluster
  as_postgres createuser -h "$work/socket" --createrole babynames
  as_postgres createdb -h "$work/socket" --owner babynames babynames
  as_postgres pgbackrest --stanza=babynames stanza-create
  ! full || as_postgres pgbackrest --stanza=babynames check
}

# Waits for the end of recovery: pg_ctl returns as soon as a recovering cluster answers.
start_cluster() {
  as_postgres pg_ctl -D "$work/data" -l "$work/log/postgresql.log" -t 600 -w start >/dev/null || fail "PostgreSQL did not start"
  until_true 600 "the end of recovery" recovered
}
recovered() { [ "$(as_postgres psql -XAtqh "$work/socket" -d postgres -c 'SELECT pg_is_in_recovery()')" = f ]; }
stop_cluster() { as_postgres pg_ctl -D "$work/data" -m fast -w stop >/dev/null; }

start_server() {
  (cd "$work" && exec "$program" serve --urls "http://127.0.0.1:$port" >>"$work/server.log" 2>&1) &
  server=$!
  until_true 120 "an answer of the server" curl -fsS "http://127.0.0.1:$port/health/ready"
}
stop_server() {
  kill "$server"
  wait "$server" || true
  server=''
}

free_port() {
  local port
  while port=$((20000 + RANDOM % 10000)); (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do :; done
  echo "$port"
}
port=$(free_port)

create_key() {
  (umask 077 && printf 'X-Api-Key: %s\n' "$("$program" keys create --name drill --role admin)" >"$work/key")
}

# ---- Load

mutation='{"query":"mutation ($file: Upload!) { uploadDataset(input: { file: $file, country: \"US\" }) { dataset { id } } }",
  "variables":{"file":null}}'
question='{"query":"{ nameStatistics(first: 10, where: { name: { eq: \"Emma\" } }) { nodes { year count } } }"}'

# Uploads a small file with random figures. Notes the time at which the server has acknowledged it.
upload() {
  local answer
  answer=$(printf 'Emma,F,%d\nLiam,M,%d\n' $((RANDOM * 32768 + RANDOM + 5)) $((RANDOM * 32768 + RANDOM + 5)) |
    curl -sS --max-time 60 -H "@$work/key" -H 'GraphQL-Preflight: 1' -F "operations=$mutation" -F 'map={"0":["variables.file"]}' \
      -F "0=@-;filename=yob$((1880 + RANDOM % 20)).txt" "http://127.0.0.1:$port/graphql" 2>&1) || return 1
  [[ $answer =~ \"id\":\"([0-9a-f-]{36})\" ]] || { echo "$answer" >>"$work/uploads.failed"; return 1; }
  echo "$(date +%s.%N) ${BASH_REMATCH[1]}" >>"$work/acknowledged"
}

upload_one() { until_true 60 "an upload" upload; }
uploaded() { [ "$(count acknowledged)" -ge "$1" ]; }

uploading() { while :; do upload || true; sleep 0.2; done; }
reading() {
  while :; do
    if curl -fsS --max-time 60 -H 'Content-Type: application/json' -d "$question" "http://127.0.0.1:$port/graphql" \
      >>"$work/answers" 2>>"$work/reads.failed"; then
      echo >>"$work/reads.ok"
    fi
    sleep 0.05
  done
}
copying() { while :; do copy_files; sleep 2; done; }

# As deploy/backup/cron does it every five minutes.
copy_files() { rsync -a --ignore-existing --fsync --exclude='*.part' --exclude=/first-admin-key "$work/storage/" "$work/files/"; }

begin_load() {
  for loop in uploading reading copying; do
    "$loop" 2>/dev/null &
    loops+=($!)
  done
}
end_load() {
  [ ${#loops[@]} = 0 ] || { kill "${loops[@]}" 2>/dev/null || true; wait "${loops[@]}" 2>/dev/null || true; }
  loops=()
}

# Waits until every job has ended and the statistics are up to date.
settle() { until_true 300 "the end of all jobs" settled; }
settled() {
  [ "$(sql -c "SELECT COUNT(*) FROM jobs WHERE status IN ('queued', 'running')")$(sql -c 'SELECT COUNT(*) FROM changed_cells')" = 00 ]
}

# ---- Backups

backup() { # REPOSITORY TYPE
  local started=$SECONDS
  as_postgres pgbackrest --stanza=babynames --repo="$1" --type="$2" backup || fail "the backup did not succeed"
  say "repository $1: $2 backup in $((SECONDS - started)) s"
}
backups() { as_postgres pgbackrest --stanza=babynames --repo="$1" info | grep -c 'full backup:'; }
oldest() { as_postgres pgbackrest --stanza=babynames --repo="$1" info | sed -n 's/.*full backup: //p' | head -1; }

# Kills a backup while it copies files. A backup may end before that, so it is tried a few times.
kill_backup() {
  local backup attempt
  for attempt in {1..5}; do
    # A process group of its own.
    set -m
    as_postgres pgbackrest --stanza=babynames --repo=1 --type=full --process-max=1 backup >"$work/last.log" 2>&1 &
    backup=$!
    set +m
    until unfinished || ! kill -0 "$backup" 2>/dev/null; do sleep 0.01; done
    kill -KILL -- "-$backup" 2>/dev/null || true
    if ! wait "$backup" 2>/dev/null; then
      say "killed while it copied files (attempt $attempt)"
      return
    fi
  done
  fail "each backup ended before it was killed"
}
unfinished() {
  local manifest
  for manifest in "$work"/daily/backup/babynames/*F/backup.manifest.copy; do
    [ ! -e "$manifest" ] || [ -e "${manifest%.copy}" ] || return 0
  done
  return 1
}

# ---- The moment

# Records a moment: the checksum of each table and the SHA-256 of each stored file, and makes a restore point. The server is suspended,
# so that nothing is committed in between. PostgreSQL ends its open transactions after 10 s, and the server repeats them.
record() { # RESTORE POINT
  {
    echo "\\o $work/log/tables.moment"
    table_queries
    echo "\\o $work/log/files.moment"
    echo "SELECT sha256, file_path FROM datasets ORDER BY file_path;"
    echo "\\o $work/log/summary"
    summary_query
    echo "\\o"
    echo "SELECT pg_create_restore_point('$1') \\g /dev/null"
    echo "SELECT clock_timestamp();"
  } >"$work/record.sql"
  kill -STOP "$server"
  until_true 120 "the end of all statements" without_statements
  moment=$(sql -f "$work/record.sql")
  kill -CONT "$server"
}
without_statements() {
  [ "$(sql -c "SELECT COUNT(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND state = 'active'
    AND wait_event IS DISTINCT FROM 'ClientRead' AND pid <> pg_backend_pid()")" = 0 ]
}
table_queries() {
  sql -c "
    SELECT FORMAT('SELECT %L, COUNT(*), COALESCE(SUM(HASHTEXTEXTENDED(t::TEXT, 0)::NUMERIC), 0) FROM %I t;', relname, relname)
    FROM pg_class WHERE relnamespace = 'public'::REGNAMESPACE AND relkind IN ('r', 'p') AND NOT relispartition ORDER BY relname"
}
summary() { sql -c "$(summary_query)"; }
summary_query() {
  echo "SELECT FORMAT('%s rows, %s births, %s slices, %s datasets, %s keys, data version %s',
    (SELECT COUNT(*) FROM names WHERE deleted_at IS NULL), (SELECT SUM(count) FROM names WHERE deleted_at IS NULL),
    (SELECT COUNT(*) FROM dataset_slices), (SELECT COUNT(*) FROM datasets),
    (SELECT COUNT(*) FROM api_keys), (SELECT version FROM statistics_state));"
}

# Compares all tables with the moment. It must run before a server starts, which changes some of them.
compare() {
  table_queries >"$work/tables.sql"
  sql -f "$work/tables.sql" >"$work/tables.now"
  diff "$work/log/tables.moment" "$work/tables.now" >&2 || fail "tables differ from the moment"
  say "all $(count tables.now) tables are equal: $(summary)"
}

# Compares the restored files with the checksums that the database had at the moment.
compare_files() {
  local sha path
  while IFS='|' read -r sha path; do
    [ "$(sha256sum <"$work/storage/$path" | cut -d' ' -f1)" = "$sha" ] || fail "the stored file $path differs"
  done <"$work/log/files.moment"
  say "all $(count log/files.moment) stored files of the moment have their SHA-256;" \
    "with later uploads there are $(find "$work/storage" -type f | wc -l)"
}

# ---- Destroying and restoring

destroy() {
  local postmaster
  end_load
  kill -KILL "$server"
  wait "$server" 2>/dev/null || true
  server=''
  postmaster=$(head -1 "$work/data/postmaster.pid")
  destroyed=$(date +%s.%N)
  kill -KILL "$postmaster"
  until_true 30 "the end of PostgreSQL" no_postgres
  rm -rf "$work/data" "$work/storage"
}
no_postgres() { ! find /proc -maxdepth 2 -name cwd -lname "$work/data" 2>/dev/null | grep -q .; }

restore() { # OPTIONS of pgbackrest restore
  local delta=(--delta)
  if [ ! -d "$work/data" ]; then
    create_folder data
    delta=()
  fi
  as_postgres pgbackrest --stanza=babynames "${delta[@]}" --target-action=promote "$@" restore || fail "pgBackRest did not restore"
}
restore_files() { rsync -a --ignore-times "$work/files/" "$work/storage/"; }

restore_test() { deploy/backup/restore-test.sh "$@"; }

# Prints what is lost if the newest backup is restored.
report_loss() {
  local newest
  newest=$(date -d "$(sed -n 's/.*newest transaction is of \(.*\)\.$/\1/p' "$work/last.log")" +%s.%N)
  say "data lost: the last $(awk "BEGIN { printf \"%.1f\", $destroyed - $newest }") s, with" \
    "$(awk -v newest="$newest" '$1 > newest' "$work/acknowledged" | wc -l) of $(count acknowledged) acknowledged uploads"
}

# Moves a WAL segment out of the archives of all repositories, or back.
hide_segment() {
  local file
  find "$work"/{daily,weekly,monthly}/archive -name "$1-*" >"$work/hidden"
  [ -s "$work/hidden" ] || fail "the segment $1 is not archived"
  while read -r file; do mv "$file" "$file.hidden"; done <"$work/hidden"
}
show_segments() { local file; while read -r file; do mv "$file.hidden" "$file"; done <"$work/hidden"; }

# Ends the present WAL segment and prints its name when it is archived.
end_segment() {
  local segment
  sql -c "SELECT pg_create_restore_point('end of a segment')" >/dev/null
  segment=$(sql -c "SELECT pg_walfile_name(pg_switch_wal())")
  until_true 60 "the archiving of $segment" archived "$segment"
  echo "$segment"
}
archived() { compgen -G "$work/monthly/archive/babynames/*/*/$1-*"; }

run() { "$@" >"$work/last.log" 2>&1; }

# Checks the output of the last command that was run.
expect() { # PATTERN MEANING
  grep -qE -- "$1" "$work/last.log" || { cat "$work/last.log" >&2; fail "expected $2: $1"; }
  say "$2: $(grep -m1 -oE -- ".{0,100}$1.{0,100}" "$work/last.log")"
}

# Runs a command that must fail with a message.
refused() { # PATTERN COMMAND...
  local pattern=$1
  shift
  ! run "$@" || fail "this was not refused: $*"
  expect "$pattern" refused
}

clean() {
  local status=$?
  trap - EXIT
  end_load
  [ -z "$server" ] || kill -KILL "$server" 2>/dev/null || true
  [ ! -f "$work/data/postmaster.pid" ] || as_postgres pg_ctl -D "$work/data" -m immediate stop >/dev/null 2>&1 || true
  [ "$status" = 0 ] || tail -n 20 "$work/last.log" "$work/server.log" "$work/log/postgresql.log" >&2 || true
  # A process that was just ended may still create a file.
  rm -rf "$work" || { sleep 1; rm -rf "$work"; } || true
  exit "$status"
}
