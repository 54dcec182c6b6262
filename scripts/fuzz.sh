#!/usr/bin/env bash
# Runs the full fuzz tests; see --help.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ $# -gt 0 ]; then
  cat <<'HELP'
Usage: scripts/fuzz.sh

Sends invalid requests to a running server: 20,000 GraphQL documents, 20,000 sets of variables, 20,000 OData queries, 5,000 uploads
and 5,000 sets of headers, each close to a valid one. No response may have the status 500, take longer than 60 s or contain internal
details. Then opens 4,000 WebSockets that send messages and frames close to valid ones and that close, reset or abort at random
times. All subscriptions must end, and the server must serve the next client. Takes some minutes; ./test.sh runs a fortieth of it.

The seed is random and printed with each result; ./test.sh uses a fixed seed.

  BABYNAMES_FUZZ_SEED=N   repeats the run with this seed
HELP
  [ "$1" = --help ] || exit 1
  exit 0
fi

scripts/ensure-postgres.sh
dotnet build BabyNames.sln --nologo -v quiet
BABYNAMES_FUZZ=full exec dotnet test tests/BabyNames.Server.Tests --no-build --nologo \
  --filter FullyQualifiedName~Fuzzing --logger "console;verbosity=detailed"
