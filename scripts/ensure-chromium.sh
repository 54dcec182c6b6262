#!/usr/bin/env bash
# Installs Chromium if it is not installed, and prints the path of its program. The browser tests use it.
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
echo "Installing Chromium ..." >&2
if command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || command -v sudo >/dev/null; }; then
  as_root apt-get update -qq >&2
  # The headless part of Debian's package is a fifth of the size.
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium-headless-shell >/dev/null ||
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
elif command -v brew >/dev/null; then
  brew install --quiet --cask google-chrome >&2
fi
found && exit 0
echo "Chromium could not be installed. Install Chromium or Google Chrome, or set BABYNAMES_TEST_BROWSER to the path of its program." >&2
exit 1
