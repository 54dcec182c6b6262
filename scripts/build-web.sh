#!/usr/bin/env bash
# Bundles the GraphQL IDE (ide/) and the explorer and console (web/) into their dist/ folders, if their sources have changed.
set -euo pipefail
cd "$(dirname "$0")/.."

build() {
  local folder=$1 sources
  sources=$(find "$folder" schema/graphql scripts/write-bundle.mjs -type f \
    -not -path '*/node_modules/*' -not -path '*/dist/*' -not -path '*/src/gql/*' -print0 | sort -z | xargs -0 cat | cksum)
  [ "$(cat "$folder/dist/sources" 2>/dev/null)" = "$sources" ] && return
  if ! { command -v npm && node -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)'; } >/dev/null 2>&1; then
    echo "The web pages are not built. Building them requires Node.js 18 or later with npm." >&2
    exit 1
  fi
  echo "Building $folder/ ..." >&2
  npm ci --prefix "$folder" --no-audit --no-fund --silent
  npm run build --prefix "$folder" --silent
  echo "$sources" > "$folder/dist/sources"
}

build ide
build web
