#!/usr/bin/env bash
# Installs the requirements of the tests except .NET and PostgreSQL: Node.js, Chromium, and the npm packages of clients and services.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/ensure-node.sh
scripts/ensure-chromium.sh >/dev/null
for folder in tests/*/package-lock.json samples/client-typescript/package-lock.json; do
  # Only test-newest-postgres.sh needs these packages, and installs them.
  [ "$folder" = tests/postgres/package-lock.json ] || npm ci --prefix "$(dirname "$folder")" --no-audit --no-fund --silent
done
