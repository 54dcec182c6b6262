#!/usr/bin/env bash
# Prints the path of promtool, the test program of Prometheus. If it is not installed, it is taken from Debian's package, which is not
# installed, so that no Prometheus runs afterwards.
set -euo pipefail
cd "$(dirname "$0")/.."

folder=tests/promtool
command -v promtool && exit 0
if [ ! -x "$folder/promtool" ]; then
  echo "Fetching promtool ..." >&2
  if command -v apt-get >/dev/null; then
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    fetch() { (cd "$work" && apt-get download -qq prometheus >&2); }
    # Without package lists nothing can be downloaded.
    fetch 2>/dev/null || { if [ "$(id -u)" = 0 ]; then apt-get update -qq; else sudo apt-get update -qq; fi >&2; fetch; }
    mkdir -p "$folder"
    dpkg-deb --fsys-tarfile "$work"/prometheus_*.deb | tar -x -C "$work" ./usr/bin/promtool
    mv "$work/usr/bin/promtool" "$folder/promtool"
  elif command -v brew >/dev/null; then
    brew install --quiet prometheus >&2
    command -v promtool
    exit 0
  fi
fi
[ -x "$folder/promtool" ] && echo "$PWD/$folder/promtool" && exit 0
echo "promtool could not be fetched. Install Prometheus." >&2
exit 1
