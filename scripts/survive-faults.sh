#!/usr/bin/env bash
# Runs the full fault tests; see --help.
set -euo pipefail
cd "$(dirname "$0")/.."

form=full
case "${1:-}" in
  '') ;;
  --archive) form=archive ;;
  *)
    cat <<'HELP'
Usage: scripts/survive-faults.sh [--archive]

Kills the server 20 times, stops and crashes its PostgreSQL, terminates its sessions, breaks its network and suspends it, at
random times during loads, reprocessing, refreshes and uploads. After each fault each file must be loaded completely or not at
all, and all jobs must end without intervention. Takes about ten minutes; ./test.sh runs a short version.

  --archive                 loads the full US archive in one of the rounds, which takes many minutes more
  BABYNAMES_FAULTS_SEED=N   repeats the run with this seed
HELP
    [ "$1" = --help ] || exit 1
    exit 0 ;;
esac

scripts/ensure-postgres.sh
dotnet build BabyNames.sln --nologo -v quiet
BABYNAMES_FAULTS=$form exec dotnet test tests/BabyNames.Server.Tests --no-build --nologo \
  --filter FullyQualifiedName~FaultInjection.FaultInjectionTests --logger "console;verbosity=detailed"
