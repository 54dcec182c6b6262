#!/usr/bin/env bash
# Bundles the GraphQL IDE of ide/ into ide/dist, if its sources changed since it last did.
set -euo pipefail
cd "$(dirname "$0")/../ide"

sources=$(cat package-lock.json build.mjs index.html main.css main.jsx | cksum)
[ "$(cat dist/sources 2>/dev/null)" = "$sources" ] && exit 0
if ! { command -v npm && node -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)'; } >/dev/null 2>&1; then
  echo "The GraphQL IDE is not built: that takes Node.js 18 or later with npm." >&2
  exit 1
fi
echo "Building the GraphQL IDE ..." >&2
npm ci --no-audit --no-fund --silent
node build.mjs
echo "$sources" > dist/sources
