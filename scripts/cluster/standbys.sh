# The primary is cut off, and the standbys are behind or in conflict. scripts/cluster-drill.sh reads this file.

on_standbys() { local i; for i in $(standbys); do sql "$i" "$1" >/dev/null; done; }

# The primary cannot reach etcd, but its clients can reach it. Each write that it confirms must exist afterwards.
partition_primary() {
  local victim leader cut_at last_at=- elected_at lost
  echo
  echo "The primary is cut off from etcd"
  victim=$(primary)
  sql "$victim" 'CREATE TABLE drill_writes (id INT PRIMARY KEY)'
  : >"$work/confirmed"
  cut_at=$EPOCHREALTIME
  kill -STOP "${pid[relay$victim]}"
  until leader=$(primary) && [ "$leader" != "$victim" ]; do
    write_to "$victim" && last_at=$(seconds_since "$cut_at")
    [ "$(seconds_since "$cut_at" | cut -d. -f1)" -lt 120 ] || break
  done
  elected_at=$(seconds_since "$cut_at")
  check "another primary is elected" [ "${leader:-$victim}" != "$victim" ]
  check "the old primary refuses writes after the election" refuses_writes "$victim"
  # What the relay still holds is lost, as on a network.
  stop "relay$victim" KILL
  start_relay "$victim"
  until_true 180 "db$victim to return" cluster_is_whole
  lost=$(sql "$(primary)" 'SELECT id FROM drill_writes ORDER BY id' | sort | comm -13 - <(sort "$work/confirmed") | wc -l)
  echo "db$victim confirmed $(wc -l <"$work/confirmed") writes, the last $last_at s after the cut, and then refused all." \
    "db$leader took over after $elected_at s. Lost writes: $lost."
  check "no confirmed write is lost" [ "$lost" = 0 ]
  sql "$(primary)" 'DROP TABLE drill_writes'
}

written=0
write_to() {
  written=$((written + 1))
  PGCONNECT_TIMEOUT=2 timeout 5 psql "host=127.0.0.1 port=${port[postgres$1]} user=postgres password=drill dbname=babynames" -qX \
    -c "INSERT INTO drill_writes VALUES ($written)" 2>/dev/null && echo $written >>"$work/confirmed"
}

refuses_writes() { local i; for i in 1 2 3 4 5; do ! write_to "$1" || return 1; sleep 0.5; done; }

# Reads a figure through HAProxy and prints "status data-version count retry-after": figure [HEADER]
figure() {
  graphql -D "$work/run/headers" ${1:+-H "$1"} -w '\n%{http_code}\n' <<<'{"query": "{ nameStatistics(where: { countryCode: { eq: \"NZ\" },
    name: { eq: \"Paused\" } }) { nodes { count } } }"}' >"$work/run/body" || true
  local count
  count=$(head -n 1 "$work/run/body" | jq -r '.data.nameStatistics.nodes[0].count // "-"' 2>/dev/null) || count=-
  echo "$(tail -n 1 "$work/run/body")" "$(header Data-Version)" "$count" "$(header Retry-After)"
}

header() { sed -n "s/^$1: *\([^\r]*\).*/\1/Ip" "$work/run/headers" | grep . || echo -; }

load_figure() {
  printf 'year,name,sex,count\n2002,Paused,F,%d\n' "$1" >"$work/uploads/figure.csv"
  until_true 60 "the file to be accepted" upload_figure
  until_true 300 "the file to be in the statistics" dataset_is_served "$figure_id"
}

upload_figure() { figure_id=$(upload "$work/uploads/figure.csv" NZ); }

data_version() { sql "$1" 'SELECT version FROM statistics_state'; }

# The standbys replay nothing, so that they show the old version. No answer may claim the new one with the old figure.
pause_replay() {
  local old new i without with
  load_figure 100
  old=$(data_version "$(primary)")
  until_true 60 "the standbys to replay it" standbys_show "$old"
  on_standbys 'SELECT pg_wal_replay_pause()'
  load_figure 200
  new=$(data_version "$(primary)")
  for i in $(seq 50); do figure >>"$work/run/without"; done
  for i in $(seq 50); do figure "Min-Data-Version: $new" >>"$work/run/with"; done
  echo
  echo "Replay is paused on both standbys: version $old has the count 100, version $new the count 200"
  printf '%-22s %7s %7s %9s %7s %12s\n' request answers status version count Retry-After
  for i in without with; do
    sort "$work/run/$i" | uniq -c | while read -r answers status version count retry; do
      printf '%-22s %7s %7s %9s %7s %12s\n' "$i Min-Data-Version" "$answers" "$status" "$version" "$count" "$retry"
    done
  done
  check "each answer has the figure of its version" right_figures "$work/run/without" "$old" "$new"
  check "no answer is older than Min-Data-Version" right_figures "$work/run/with" "$new" "$new"
  on_standbys 'SELECT pg_wal_replay_resume()'
  until_true 60 "the standbys to replay again" standbys_show "$new"
}

standbys_show() { local i; for i in $(standbys); do [ "$(data_version "$i")" -ge "$1" ] || return 1; done; }

right_figures() {
  awk -v old="$2" -v new="$3" '
    $1 == 200 && $2 == new && $3 == 200 { next }
    $1 == 200 && $2 == old && $3 == 100 && old != new { next }
    $1 == 503 && $4 ~ /^[0-9]+$/ { next }
    { wrong++ }
    END { exit wrong > 0 }' "$1"
}

# The standbys cancel each query that needs a row that the primary has cleaned up, or a table that it locks. Clients must see 200
# without errors, or 503.
cancel_queries() {
  local conflicts_before conflicts end
  on_standbys 'ALTER SYSTEM SET max_standby_streaming_delay = 0'
  on_standbys 'ALTER SYSTEM SET hot_standby_feedback = off'
  on_standbys 'SELECT pg_reload_conf()'
  conflicts_before=$(conflicts)
  rm -f "$work/stop" && : >"$work/heavy"
  read_heavily & pid[reader1]=$!
  read_heavily & pid[reader2]=$!
  end=$((SECONDS + 30))
  while [ $SECONDS -lt $end ]; do
    sql "$(primary)" "UPDATE name_statistics SET total_count = total_count WHERE year = $((1900 + RANDOM % 100))"
    sql "$(primary)" 'VACUUM name_statistics'
    sql "$(primary)" 'BEGIN; LOCK TABLE name_statistics IN ACCESS EXCLUSIVE MODE; COMMIT'
  done
  touch "$work/stop"
  wait "${pid[reader1]}" "${pid[reader2]}"
  conflicts=$(($(conflicts) - conflicts_before))
  echo
  echo "Recovery conflicts cancelled $conflicts queries on the standbys. Answers to 2 clients with long queries, by status:"
  sort "$work/heavy" | uniq -c
  check "queries were cancelled" [ "$conflicts" -gt 0 ]
  check "each status is 200 or 503" [ -z "$(grep -vx '200\|503' "$work/heavy")" ]
  on_standbys 'ALTER SYSTEM RESET ALL'
  on_standbys 'SELECT pg_reload_conf()'
}

conflicts() {
  local i
  for i in $(standbys); do
    sql "$i" 'SELECT SUM(confl_snapshot + confl_lock + confl_bufferpin) FROM pg_stat_database_conflicts'
  done | awk '{ sum += $1 } END { print sum }'
}

# Sums the names that contain a letter, which reads every row.
read_heavily() {
  local answer
  while [ ! -e "$work/stop" ]; do
    answer=$(graphql -w '\n%{http_code}' <<<'{"query": "{ nameStatisticsGroups(groupBy: [YEAR],
      where: { name: { contains: \"a\" }, count: { gt: '$RANDOM' } }) { year sum } }"}') || true
    [[ $answer == *'"errors"'*$'\n'200 ]] && echo '200 with errors' || tail -n 1 <<<"$answer"
  done >>"$work/heavy"
}
