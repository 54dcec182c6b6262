#!/usr/bin/env bash
# Installs pgBackRest and rsync if they are not installed.
set -euo pipefail

found() { command -v pgbackrest >/dev/null && command -v rsync >/dev/null; }
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

found && exit 0
echo "Installing pgBackRest ..." >&2
if command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || command -v sudo >/dev/null; }; then
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends pgbackrest rsync >/dev/null
fi
found && exit 0
echo "pgBackRest and rsync could not be installed. Install them (Debian and Ubuntu: apt-get install pgbackrest rsync)." >&2
exit 1
