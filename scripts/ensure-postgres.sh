#!/usr/bin/env bash
# Installs the programs of PostgreSQL 15 or later if they are not installed. It sets up no service.
set -euo pipefail

found() {
  [ -n "${BABYNAMES_POSTGRES_BIN:-}" ] && return 0
  compgen -G '/usr/lib/postgresql/1[5-9]/bin/initdb' >/dev/null && return 0
  compgen -G '/opt/homebrew/opt/postgresql@1[5-9]/bin/initdb' >/dev/null && return 0
  compgen -G '/usr/local/opt/postgresql@1[5-9]/bin/initdb' >/dev/null && return 0
  command -v initdb >/dev/null && command -v postgres >/dev/null
}

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

found && exit 0
echo "Installing PostgreSQL ..." >&2
if command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || command -v sudo >/dev/null; }; then
  # Without this setting, Debian's package starts a server on port 5432.
  as_root mkdir -p /etc/postgresql-common
  grep -qs '^create_main_cluster' /etc/postgresql-common/createcluster.conf ||
    echo 'create_main_cluster = false' | as_root tee -a /etc/postgresql-common/createcluster.conf >/dev/null
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql >/dev/null
elif command -v brew >/dev/null; then
  brew install --quiet postgresql@17
fi
found && exit 0
echo "PostgreSQL 15 or later could not be installed. Install it (Debian and Ubuntu: apt-get install postgresql;" >&2
echo "macOS: brew install postgresql@17), or set BABYNAMES_POSTGRES_BIN to its bin folder." >&2
exit 1
