#!/usr/bin/env bash
# The full form of the fault tests; see --help.
set -euo pipefail
cd "$(dirname "$0")/.."

form=full
case "${1:-}" in
  '') ;;
  --archive) form=archive ;;
  *)
    cat <<'HELP'
Usage: scripts/survive-faults.sh [--archive]

Kills the server 20 times, stops and crashes its PostgreSQL, ends its sessions, breaks its network and halts it, all at
random moments of loads, reprocessings, refreshes and uploads. After each fault every file must be wholly there or not at
all, and in the end every job must have ended without help. Takes about ten minutes; ./test.sh runs a short form of it.

  --archive                 with the whole US archive in one of the rounds: many minutes more
  BABYNAMES_FAULTS_SEED=N   the moments of an earlier run, as a failure names them
HELP
    [ "$1" = --help ] || exit 1
    exit 0 ;;
esac

scripts/ensure-postgres.sh
dotnet build BabyNames.sln --nologo -v quiet
BABYNAMES_FAULTS=$form exec dotnet test tests/BabyNames.Server.Tests --no-build --nologo \
  --filter FullyQualifiedName~FaultInjection.FaultInjectionTests --logger "console;verbosity=detailed"
