#!/usr/bin/env bash
# Backs up under load, destroys everything, and restores it; see --help.
set -euo pipefail
cd "$(dirname "$0")/.."
repository=$PWD

form=full
case "${1:-}" in
  '') ;;
  --short) form=short ;;
  *)
    cat <<'HELP'
Usage: scripts/backup-drill.sh [--short]

Tests the files of deploy/backup on this machine, in a temporary folder and on the loopback interface: starts PostgreSQL and a
server, loads data, backs up with pgBackRest while clients read and upload, records a moment, deletes data by mistake, destroys
the cluster and the stored files, restores them to the moment, and compares every row of every table and every stored file.
It then tries a backup that is killed, a missing WAL segment, wrong times, and a restore over a running server. Prints the data
lost and the time taken. The exit code is 1 if anything differs. Takes about ten minutes.

  --short                    loads small files only and leaves out the retention and the restore by time; ./test.sh runs it

  BABYNAMES_PROGRAM=FILE     uses this built program instead of building one
HELP
    [ "$1" = --help ] || exit 1
    exit 0 ;;
esac

scripts/ensure-postgres.sh
scripts/ensure-pgbackrest.sh
program=${BABYNAMES_PROGRAM:-}
if [ -z "$program" ]; then
  dotnet build src/BabyNames.Server -c Release --nologo -v quiet
  program=$repository/src/BabyNames.Server/bin/Release/net10.0/babynames
fi

work=$(mktemp -d /tmp/drill.XXXXXX)
chmod 755 "$work"
began=$SECONDS
. scripts/backup-drill-functions.sh
trap clean EXIT

step "Starting PostgreSQL and the server"
create_cluster
start_server
create_key
if full; then run "$program" ingest samples/data/names.zip --country US; fi
for _ in 1 2 3; do upload_one; done
settle
say "$(summary)"

step "Backing up while clients read and upload"
begin_load
backup 1 full
backup 1 diff
if full; then
  backup 2 full
  backup 3 full
fi
say "meanwhile $(count reads.ok) reads and $(count acknowledged) uploads succeeded, $(count reads.failed) reads failed"
[ "$(count reads.failed)" = 0 ] || fail "reads failed: $(head -3 "$work/reads.failed")"
! grep -q '"errors"' "$work/answers" || fail "reads had errors: $(grep -m1 '"errors"' "$work/answers")"

step "Killing a backup"
kill_backup
backup 1 full

step "Recording a moment"
segment=$(end_segment)
upload_one
end_segment >/dev/null
record before_the_mistake
copy_files
say "${moment%.*}: $(cat "$work/log/summary")"

step "Deleting data by mistake, then destroying the cluster and the stored files"
dataset=$(sql -c 'SELECT id FROM datasets WHERE deleted_at IS NULL ORDER BY uploaded_at LIMIT 1')
until_true 60 "the deletion of a dataset" "$program" datasets delete "$dataset"
sql -c "DELETE FROM names WHERE id % 2 = 0"
end_segment >/dev/null
until_true 60 "five uploads that are not archived" uploaded $(($(count acknowledged) + 5))
destroy
say "killed PostgreSQL and the server, deleted their folders"

step "Testing the newest backup"
refused "the rows of .* slices are not those that were loaded" restore_test
report_loss

step "Restoring to the moment"
took=$SECONDS
restore --type=name --target=before_the_mistake
start_cluster
compare
restore_files
compare_files
sql -c "UPDATE statistics_state SET version = version + 10000"
start_server
say "the server answered $((SECONDS - took)) s after the restore began"

step "Restoring over a running server"
refused "unable to restore while PostgreSQL is running" as_postgres pgbackrest --stanza=babynames --delta restore

if full; then
  step "Restoring to the moment without a WAL segment"
  hide_segment "$segment"
  refused "recovery ended before configured recovery target was reached" restore_test --type=time --target="$moment"
  show_segments

  step "Restoring to a time that the backups do not have"
  future=$(date -d tomorrow '+%F %T%:::z')
  refused "recovery ended before configured recovery target was reached" restore_test --type=time --target="$future"
  refused "unable to find backup set with stop time less than" restore_test --type=time --target="2001-01-01 00:00:00+00"
  refused "cannot be performed with provided time" restore_test --type=time --target="yesterday noon"

  step "Restoring to the same moment by its time"
  stop_server
  stop_cluster
  restore --type=time --target="$moment"
  start_cluster
  compare
  start_server

  step "Keeping 12 weekly backups"
  for _ in {1..12}; do backup 2 full >/dev/null; done
  [ "$(backups 2)" = 12 ] || fail "the weekly repository has $(backups 2) backups instead of 12"
  run restore_test --repo=2 --set="$(oldest 2)" --type=immediate || true
  expect "Everything is complete." "12 backups remain, and the oldest is restored"
fi

step "Testing the newest backup without a WAL segment, and with it"
backup 1 full
segment=$(end_segment)
upload_one
copy_files
end_segment >/dev/null
hide_segment "$segment"
refused "A segment between them is missing" restore_test
show_segments
run restore_test || true
expect "Everything is complete." verified
printf '\nThe drill passed in %s s.\n' "$((SECONDS - began))"
