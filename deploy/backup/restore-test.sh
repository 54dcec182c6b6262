#!/usr/bin/env bash
# Tests the backup: restores it to a temporary folder, starts PostgreSQL there on a private socket, and runs `babynames backup verify` with
# the copy of the stored files. Changes nothing else, and may run beside the live database. The exit code is 1 if anything is wrong.
#
# Usage: restore-test.sh [OPTION of pgbackrest restore ...], for example --repo=2 or --type=time --target='2027-01-31 12:00:00+00'.
# Without options it restores the newest backup with all archived WAL, and also checks that no WAL segment is missing.
# Run it as root. Environment variables:
#   PROGRAM        the program                         (/opt/babynames/babynames)
#   FILES          the copy of the stored files        (/var/lib/babynames-backup/files)
#   DB_NAME        database and its owner              (babynames)
#   SERVER_USER    user who can read the files         (babynames)
#   POSTGRES_USER  user of PostgreSQL and pgBackRest   (postgres)
#   STANZA         stanza of pgBackRest                (babynames)
#   POSTGRES_BIN   programs of PostgreSQL              (/usr/lib/postgresql/VERSION/bin of the backup)
#   TMPDIR         place for the folder, with room for the whole database (/var/tmp)
set -euo pipefail

program=${PROGRAM:-/opt/babynames/babynames} files=${FILES:-/var/lib/babynames-backup/files} database=${DB_NAME:-babynames}
server_user=${SERVER_USER:-babynames} postgres_user=${POSTGRES_USER:-postgres} stanza=${STANZA:-babynames}

as() { # USER COMMAND...
  local user=$1
  shift
  if [ "$(id -un)" = "$user" ]; then "$@"; else runuser -u "$user" -- "$@"; fi
}
fail() { printf 'restore-test: %s\n' "$*" >&2; exit 1; }

folder=$(mktemp -d "${TMPDIR:-/var/tmp}/restore-test.XXXXXX")
data=$folder/data socket=$folder/socket
clean() {
  [ ! -f "$data/postmaster.pid" ] || as "$postgres_user" "$bin/pg_ctl" -D "$data" -m immediate stop >/dev/null || true
  rm -rf "$folder"
}
trap clean EXIT
cd "$folder"

# Only the two users reach the socket, on which everyone may log in.
mkdir -m 700 "$data"
mkdir -m 750 "$socket"
if [ "$(id -u)" = 0 ]; then
  chown "$postgres_user:" "$data"
  chown "$postgres_user:$(id -gn "$server_user")" "$socket"
  chmod 755 "$folder"
fi

options=()
[[ " $*" != *" --type="* ]] || options=(--target-action=promote)
# Read before the restore, because the live database goes on archiving.
newest=$(as "$postgres_user" pgbackrest --stanza="$stanza" --output=json info | sed 's/"max":"/\n/g' | grep -oE '^[0-9A-F]{24}' |
  sort | tail -1) || fail "No WAL is archived."

echo "Restoring to $folder ..."
# Otherwise the copy would archive its WAL to the repositories of the live database.
as "$postgres_user" pgbackrest --stanza="$stanza" --pg1-path="$data" --archive-mode=off "${options[@]}" "$@" restore ||
  fail "pgBackRest did not restore the backup."
bin=${POSTGRES_BIN:-/usr/lib/postgresql/$(cat "$data/PG_VERSION")/bin}
[ -x "$bin/pg_ctl" ] || fail "$bin/pg_ctl does not exist. Install the PostgreSQL of the backup, or set POSTGRES_BIN."

# On Debian the configuration of the live database is not in its data folder. Parameters of a standby do not matter here.
as "$postgres_user" tee "$data/restore-test.hba" <<<"local all all trust" >/dev/null
as "$postgres_user" touch "$data/restore-test.conf"
settings="-c config_file=$data/restore-test.conf -c hba_file=$data/restore-test.hba -c unix_socket_directories=$socket"
query() { as "$postgres_user" psql -XAtqh "$socket" -U "$postgres_user" -d "$database" -c "$1"; }
as "$postgres_user" "$bin/pg_ctl" -D "$data" -l "$data/restore-test.log" -W \
  -o "$settings -c listen_addresses= -c port=5432 -c hot_standby=off -c fsync=off" start >/dev/null
# It accepts connections when it has replayed all WAL, and exits if it cannot.
until pg_isready -qh "$socket"; do
  sleep 0.5
  as "$postgres_user" "$bin/pg_ctl" -D "$data" status >/dev/null || {
    grep FATAL "$data/restore-test.log" >&2 || tail -5 "$data/restore-test.log" >&2
    fail "PostgreSQL did not recover the backup."
  }
done
newest_transaction=$(query "SELECT COALESCE(pg_last_xact_replay_timestamp()::TEXT, 'the time of the backup')")
echo "Restored in $SECONDS s. The newest transaction is of $newest_transaction."

if [ $# = 0 ]; then
  # Without a target, PostgreSQL takes a missing segment for the end of the WAL.
  history=$(query "SELECT MAX(name) FROM pg_ls_waldir() WHERE name LIKE '%.history'")
  end=$(query "SELECT pg_walfile_name((regexp_match(pg_read_file('pg_wal/$history'), '([0-9A-F]+/[0-9A-F]+)[^\n]*\n*$'))[1]::pg_lsn)")
  [[ ! ${end:8} < ${newest:8} ]] ||
    fail "Recovery ended in WAL segment $end, but $newest is archived. A segment between them is missing or damaged."
fi

ConnectionStrings__BabyNames="Host=$socket;Database=$database;Username=$database" Storage__Path="$files" \
  as "$server_user" "$program" backup verify
