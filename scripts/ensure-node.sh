#!/usr/bin/env bash
# Installs Node.js 18 or later and npm if they are not installed. Debian 12 has Node.js 18. Services and clients of the tests use it.
set -euo pipefail

found() { command -v npm >/dev/null && node -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)' 2>/dev/null; }

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

found && exit 0
echo "Installing Node.js ..." >&2
if command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || command -v sudo >/dev/null; }; then
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nodejs npm >/dev/null
elif command -v brew >/dev/null; then
  brew install --quiet node
fi
found && exit 0
echo "Node.js 18 or later with npm could not be installed. Install it from https://nodejs.org/en/download" >&2
exit 1
