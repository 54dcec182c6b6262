#!/usr/bin/env bash
# Takes the pictures of docs/ from a running server that has the US archive: scripts/screenshots.sh [http://localhost:5080]
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/ensure-node.sh
chromium=$(scripts/ensure-chromium.sh)
npm ci --prefix tests/browser --no-audit --no-fund --silent
steps='[["size","1100","900"],["open","/?q=Em"],["ready"],["picture","docs/explorer.png"]]'
seen=$(node tests/browser/explorer.mjs "$chromium" "${1:-http://localhost:5080}" <<< "$steps")
[[ $seen == *'"faults":[]'* ]] || { echo "$seen" >&2; exit 1; }
