#!/usr/bin/env bash
# Installs what the tests need, builds, checks the format and runs every test, those of the database on PostgreSQL 18 too. Arguments
# go to `dotnet test`, for example --filter FullyQualifiedName~Migration. Ends with one line: N passed, N failed, N skipped.
set -euo pipefail
cd "$(dirname "$0")"

command -v dotnet >/dev/null || { echo "The .NET SDK 10 is needed: https://dotnet.microsoft.com/download" >&2; exit 1; }
[ -n "${BABYNAMES_TEST_DATABASE:-}" ] || scripts/ensure-postgres.sh
scripts/ensure-node.sh
# Downloads wait for the network while the build uses the processors.
(
  scripts/ensure-chromium.sh >/dev/null
  for folder in tests/s3rver tests/graphql-http tests/graphql-caches tests/subscribers tests/browser tests/odata-clients samples/client-typescript; do
    npm ci --prefix "$folder" --no-audit --no-fund --silent
  done
) &
downloads=$!
scripts/build-web.sh
dotnet build BabyNames.sln --nologo -v quiet
dotnet format BabyNames.sln --no-restore --verify-no-changes
wait "$downloads"

log=$(mktemp)
export BABYNAMES_TEST_LEAKS=$(mktemp)
trap 'rm -f "$log" "$BABYNAMES_TEST_LEAKS"' EXIT
status=0
# A missing snapshot is a failure, not a new snapshot.
SNAPSHOOTER_STRICT_MODE=true dotnet test BabyNames.sln --no-build --nologo "$@" | tee "$log" || status=$?
# A part of the tests is asked for by someone who waits for just that.
[ $# -gt 0 ] || scripts/test-newest-postgres.sh | tee -a "$log" || status=$?
awk '
  /Failed: +[0-9]+, Passed: +[0-9]+, Skipped: +[0-9]+/ {
    gsub(/[,:]/, " ")
    for (i = 1; i < NF; i++) { if ($i == "Failed") f += $(i + 1); if ($i == "Passed") p += $(i + 1); if ($i == "Skipped") s += $(i + 1) }
  }
  END { printf "%d passed, %d failed, %d skipped\n", p, f, s; exit p == 0 }' "$log" || status=1
if [ -s "$BABYNAMES_TEST_LEAKS" ]; then
  echo "Servers logged keys:" >&2
  head -5 "$BABYNAMES_TEST_LEAKS" >&2
  status=1
fi
exit "$status"
