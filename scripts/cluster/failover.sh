# The primary fails. scripts/cluster-drill.sh reads this file.

load_samples() {
  local started=$EPOCHREALTIME id
  id=$(upload samples/data/names.zip US) || { echo "samples/data/names.zip was not accepted." >&2; exit 1; }
  until_true 600 "the sample data" dataset_is_served "$id"
  echo "samples/data is loaded and in the statistics after $(seconds_since "$started") s."
}

dataset_is_served() {
  [ "$(sql "$(primary)" "SELECT status || EXISTS (SELECT FROM changed_cells) FROM datasets WHERE id = '$1'")" = completedfalse ]
}

# Writes a file of 100,000 rows: import_file NUMBER FILE
import_file() {
  awk -v number="$1" 'BEGIN {
    print "year,name,sex,count"
    for (i = 0; i < 100000; i++) {
      name = ""; n = i
      for (j = 0; j < 4; j++) { name = name sprintf("%c", 97 + n % 26); n = int(n / 26) }
      print "1990,Na" name ",F," 10 + (i + number) % 90
    }
  }' >"$2"
}

kill_primaries() {
  local round
  [ "$1" -gt 0 ] || return 0
  echo
  echo "SIGKILL of the primary and its Patroni while 2 clients read, 1 uploads, and a file of 100,000 rows is loaded"
  echo "(seconds after the kill)"
  printf '%4s %6s %12s %10s %12s %11s %8s %5s %9s %s\n' kill killed 'failed reads' first_read longest_gap first_write accepted lost \
    rejoined by
  start_clients
  for round in $(seq "$1"); do kill_primary "$round"; done
  stop_clients
  until_true 600 "all jobs to end and the statistics to be refreshed" jobs_ended
  echo "Failed reads in all, also while the killed ones returned: $(summary_since 0 reader1 reader2 | awk '{ print $1 "/" $2 }')"
}

kill_primary() {
  local victim killed_at line lost failed total first gap write by=streaming
  victim=$(primary)
  import_file "$1" "$work/uploads/import.csv"
  until_true 60 "the import to be accepted" upload_import
  sleep "$((RANDOM % 3)).$((RANDOM % 10))"
  line=$(wc -l <"$work/log/patroni$victim.log")
  killed_at=$EPOCHREALTIME
  kill_machine "$victim"
  until_true 120 "an upload after the kill" succeeded_since "$killed_at" writer
  until_true 60 "a read after the kill" succeeded_since "$killed_at" reader1 reader2
  lost=$(lost_uploads)
  read -r failed total first gap < <(summary_since "$killed_at" reader1 reader2)
  read -r _ _ write _ < <(summary_since "$killed_at" writer)
  start_patroni "$victim"
  local returned_at=$EPOCHREALTIME
  until cluster_is_whole || [ "$(seconds_since "$returned_at" | cut -d. -f1)" -gt 120 ]; do sleep 0.5; done
  cluster_is_whole || { copy_again && by='and a new copy'; }
  tail -n +"$line" "$work/log/patroni$victim.log" | grep -q 'running pg_rewind' && by="pg_rewind ${by#streaming}"
  printf '%4s %6s %12s %10s %12s %11s %8s %5s %9s %s\n' "$1" "db$victim" "$failed/$total" "$first" "$gap" "$write" \
    "$(accepted_uploads)" "$lost" "$(seconds_since "$returned_at")" $by
  check "no accepted upload is lost" [ "$lost" = 0 ]
}

# Replaces the data of the standbys that do not follow the primary by a new copy, as `patronictl reinit` does.
copy_again() {
  local i
  for i in $(standbys); do
    [ "$(sql "$(primary)" "SELECT COUNT(*) FROM pg_stat_replication WHERE application_name = 'db$i'")" = 1 ] ||
      curl -s -m 10 -o /dev/null "http://127.0.0.1:${port[rest$i]}/reinitialize" -d '{"force": true}'
  done
  until_true 180 "all machines to return" cluster_is_whole
}

upload_import() {
  local start=$EPOCHREALTIME id
  id=$(upload "$work/uploads/import.csv" IE) && echo "$start $EPOCHREALTIME $id" >>"$work/writer"
}

# Kills PostgreSQL and Patroni as a power failure does.
kill_machine() {
  local postmaster
  postmaster=$(head -n 1 "$work/data/$1/postmaster.pid")
  # shellcheck disable=SC2046
  kill -KILL "${pid[patroni$1]}" "$postmaster" $(cat "/proc/$postmaster/task/$postmaster/children") 2>/dev/null
  wait "${pid[patroni$1]}" 2>/dev/null || true
}

# The statistics of all loaded files are right, and no job failed or waits.
check_data() {
  echo
  until_true 300 "all jobs to end and the statistics to be refreshed" jobs_ended
  check "no job failed" [ "$(sql "$(primary)" "SELECT COUNT(*) FROM jobs WHERE status = 'failed'")" = 0 ]
  check "the statistics are those of the rows" babynames statistics check
  check "no accepted upload is lost" [ "$(lost_uploads)" = 0 ]
}

jobs_ended() {
  [ "$(sql "$(primary)" "SELECT EXISTS (SELECT FROM jobs WHERE status IN ('queued', 'running'))
    OR EXISTS (SELECT FROM changed_cells)")" = f ]
}
