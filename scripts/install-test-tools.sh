#!/usr/bin/env bash
# Installs the requirements of the tests except .NET and PostgreSQL: Node.js, Chromium, pgBackRest, promtool, the npm packages of clients
# and services, and, with apt, the programs with which scripts/check.sh checks the unit of systemd and docker-compose.yml.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/ensure-node.sh
scripts/ensure-chromium.sh >/dev/null
scripts/ensure-pgbackrest.sh
scripts/ensure-promtool.sh >/dev/null
for folder in tests/*/package-lock.json samples/client-typescript/package-lock.json; do
  # Only test-newest-postgres.sh needs these packages, and installs them.
  [ "$folder" = tests/postgres/package-lock.json ] || npm ci --prefix "$(dirname "$folder")" --no-audit --no-fund --silent
done

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
if command -v apt-get >/dev/null && ! { command -v systemd-analyze && command -v docker-compose; } >/dev/null; then
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends systemd docker-compose >/dev/null
fi
