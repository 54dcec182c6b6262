#!/usr/bin/env bash
# Checks what is read and what is used: the format of C#, the width of lines, and packages with known vulnerabilities. Prints what to change
# and exits with 1 if there is anything. The solution must be restored.
set -uo pipefail
cd "$(dirname "$0")/.."

status=0
dotnet tool restore >/dev/null
dotnet csharpier check . || { echo "Format the code: dotnet csharpier format ." >&2; status=1; }

width=$(sed -n 's/^max_line_length = //p' .editorconfig)
wide=$(git ls-files '*.cs' '*.md' 'web/src/*.ts' 'web/src/*.tsx' 'web/src/*.css' '*.sh' |
  xargs awk -v width="$width" 'length > width && !/^\|/ && !/https?:\/\// { print FILENAME ":" FNR ": " length " characters" }')
[ -z "$wide" ] || { printf 'Lines are wider than %s characters:\n%s\n' "$width" "$wide" >&2; status=1; }

exit "$status"
