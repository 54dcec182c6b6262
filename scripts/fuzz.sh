#!/usr/bin/env bash
# The full form of the fuzz tests; see --help.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ $# -gt 0 ]; then
  cat <<'HELP'
Usage: scripts/fuzz.sh

Sends a running server 20,000 documents of GraphQL, 20,000 sets of variables, 20,000 queries of OData, 5,000 uploads and 5,000 sets
of headers that are nearly right: none may end with a 500, take longer than 60 s or tell of the inside. Opens 4,000 WebSockets that
send messages and frames that are nearly right and close, reset or abort at random moments: all subscriptions end, and the next
client is served. Takes some minutes; ./test.sh runs a fortieth.

The seed is random and printed with each result; ./test.sh has a fixed one.

  BABYNAMES_FUZZ_SEED=N   sends what an earlier run sent, as a failure names it
HELP
  [ "$1" = --help ] || exit 1
  exit 0
fi

scripts/ensure-postgres.sh
dotnet build BabyNames.sln --nologo -v quiet
BABYNAMES_FUZZ=full exec dotnet test tests/BabyNames.Server.Tests --no-build --nologo \
  --filter FullyQualifiedName~Fuzzing --logger "console;verbosity=detailed"
