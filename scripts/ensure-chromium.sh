#!/usr/bin/env bash
# Makes sure that a Chromium is on this machine, and prints its program; the tests open the GraphQL IDE in it.
set -euo pipefail

found() {
  local program
  for program in "${BABYNAMES_TEST_BROWSER:-}" chromium chromium-headless-shell google-chrome \
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome' /Applications/Chromium.app/Contents/MacOS/Chromium; do
    if [ -n "$program" ] && command -v "$program"; then return 0; fi
  done
  return 1
}

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

found && exit 0
echo "Chromium is not installed; installing it." >&2
if command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || command -v sudo >/dev/null; }; then
  as_root apt-get update -qq >&2
  # Debian's part that needs no screen, a fifth of the whole.
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium-headless-shell >/dev/null ||
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
elif command -v brew >/dev/null; then
  brew install --quiet --cask google-chrome >&2
fi
found && exit 0
echo "Chromium or Google Chrome is needed and could not be installed: install one, or name its program in BABYNAMES_TEST_BROWSER." >&2
exit 1
