#!/usr/bin/env bash
# Takes the screenshots of docs/ from a running server with the US archive: scripts/screenshots.sh [http://localhost:5080]
# With an admin key in BABYNAMES_KEY it also takes the screenshot of the console.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/ensure-node.sh
chromium=$(scripts/ensure-chromium.sh)
npm ci --prefix tests/browser --no-audit --no-fund --silent
picture() {
  local result
  result=$(node tests/browser/explorer.mjs "$chromium" "${1:-http://localhost:5080}" <<< "$2")
  [[ $result == *'"errors":[]'* ]] || { echo "$result" >&2; exit 1; }
}

picture "${1:-}" '[["size","1100","900"],["open","/?q=Em"],["ready"],["picture","docs/explorer.png"]]'
[ -z "${BABYNAMES_KEY:-}" ] || picture "${1:-}" '[
  ["size","1100","340"],
  ["open","/console"],
  ["see","h2","API key"],
  ["click","#key"],
  ["type","'"$BABYNAMES_KEY"'"],
  ["press","Enter"],
  ["see","caption","the newest first"],
  ["picture","docs/console.png"]
]'
