#!/usr/bin/env bash
# Installs what some tests need besides .NET and PostgreSQL: Chromium, and the npm packages of clients and services.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/ensure-node.sh
scripts/ensure-chromium.sh >/dev/null
for folder in tests/*/package-lock.json samples/client-typescript/package-lock.json; do
  # test-newest-postgres.sh installs this one, since few machines need it.
  [ "$folder" = tests/postgres/package-lock.json ] || npm ci --prefix "$(dirname "$folder")" --no-audit --no-fund --silent
done
