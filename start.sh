#!/usr/bin/env bash
# Builds and starts BabyNames. Arguments are passed to the server; ./start.sh --help lists its commands.
set -euo pipefail
root=$(cd "$(dirname "$0")" && pwd)

command -v dotnet >/dev/null || { echo ".NET SDK 10 is required: https://dotnet.microsoft.com/download" >&2; exit 1; }
# With a connection string, this machine needs no PostgreSQL.
[ -n "${ConnectionStrings__BabyNames:-}" ] || "$root/scripts/ensure-postgres.sh"
"$root/scripts/build-web.sh" || echo "The server will show plain pages instead." >&2
echo "Building ..." >&2
if ! log=$(dotnet build "$root/src/BabyNames.Server" -c Release --nologo -v quiet 2>&1); then
  echo "$log" >&2
  exit 1
fi
# In Development, clients can read without a key. For production see docs/operating.md.
export ASPNETCORE_ENVIRONMENT=${ASPNETCORE_ENVIRONMENT:-Development}
# Data are stored in the checkout, but relative paths in arguments are relative to the current folder.
export Database__Path=${Database__Path:-$root/.data} Storage__Path=${Storage__Path:-$root/.data/storage}
[ -n "${ConnectionStrings__BabyNames:-}" ] || export Database__SamplePath=${Database__SamplePath-$root/samples/data}
exec "$root/src/BabyNames.Server/bin/Release/net10.0/babynames" "$@"
