#!/usr/bin/env bash
# Builds BabyNames and runs it. Further arguments go to the server; ./start.sh --help lists its commands.
set -euo pipefail
root=$(cd "$(dirname "$0")" && pwd)

command -v dotnet >/dev/null || { echo "The .NET SDK 10 is needed: https://dotnet.microsoft.com/download" >&2; exit 1; }
# A database that is named needs no PostgreSQL on this machine.
[ -n "${ConnectionStrings__BabyNames:-}" ] || "$root/scripts/ensure-postgres.sh"
"$root/scripts/build-web.sh" || echo "Browsers will see plain pages instead." >&2
echo "Building ..." >&2
if ! log=$(dotnet build "$root/src/BabyNames.Server" -c Release --nologo -v quiet 2>&1); then
  echo "$log" >&2
  exit 1
fi
# Reading needs no key in Development; for production see docs/operating.md.
export ASPNETCORE_ENVIRONMENT=${ASPNETCORE_ENVIRONMENT:-Development}
# Beside the checkout wherever this is called from: paths in arguments are the caller's.
export Database__Path=${Database__Path:-$root/.data} Storage__Path=${Storage__Path:-$root/.data/storage}
[ -n "${ConnectionStrings__BabyNames:-}" ] || export Database__SamplePath=${Database__SamplePath-$root/samples/data}
exec "$root/src/BabyNames.Server/bin/Release/net10.0/babynames" "$@"
