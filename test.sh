#!/usr/bin/env bash
# Installs what the tests need, builds, runs every test, those of the database on PostgreSQL 18 too, and then checks format, spelling and
# packages. With arguments, which go to `dotnet test`, it installs and checks nothing: ./test.sh --filter FullyQualifiedName~Migration.
# Ends with the command that runs the failed tests again, and with one line: N passed, N failed, N skipped.
set -euo pipefail
cd "$(dirname "$0")"

command -v dotnet >/dev/null || { echo "The .NET SDK 10 is needed: https://dotnet.microsoft.com/download" >&2; exit 1; }
[ -n "${BABYNAMES_TEST_DATABASE:-}" ] || scripts/ensure-postgres.sh
if [ $# -eq 0 ]; then
  scripts/ensure-node.sh
  # Downloads wait for the network while the build uses the processors.
  scripts/install-test-tools.sh &
  tools=$!
  scripts/build-web.sh
fi
dotnet build BabyNames.sln --nologo -v quiet
[ $# -gt 0 ] || wait "$tools"

log=$(mktemp)
export BABYNAMES_TEST_LEAKS=$(mktemp)
trap 'rm -f "$log" "$BABYNAMES_TEST_LEAKS"' EXIT
status=0
# A missing snapshot is a failure, not a new snapshot, unless BABYNAMES_APPROVE=1 writes the approved files.
[ "${BABYNAMES_APPROVE:-}" = 1 ] || export SNAPSHOOTER_STRICT_MODE=true
dotnet test BabyNames.sln --no-build --nologo "$@" | tee "$log" || status=$?
if [ $# -eq 0 ]; then
  scripts/test-newest-postgres.sh | tee -a "$log" || status=$?
  scripts/check.sh || status=$?
fi
if [ -s "$BABYNAMES_TEST_LEAKS" ]; then
  echo "Servers logged keys:" >&2
  head -5 "$BABYNAMES_TEST_LEAKS" >&2
  status=1
fi
failed=$(sed -nE 's/^ *Failed ([A-Za-z0-9_.]+).*\[.*/FullyQualifiedName=\1/p' "$log" | sort -u | head -20 | paste -sd '|')
[ -z "$failed" ] || echo "Run the failed tests again: ./test.sh --filter '$failed'"
awk '
  /Failed: +[0-9]+, Passed: +[0-9]+, Skipped: +[0-9]+/ {
    gsub(/[,:]/, " ")
    for (i = 1; i < NF; i++) { if ($i == "Failed") f += $(i + 1); if ($i == "Passed") p += $(i + 1); if ($i == "Skipped") s += $(i + 1) }
  }
  END { printf "%d passed, %d failed, %d skipped\n", p, f, s; exit p == 0 }' "$log" || status=1
exit "$status"
