#!/usr/bin/env bash
# Checks the format of C#, the width of lines, spelling, the systemd unit, docker-compose.yml, and packages with known vulnerabilities.
# Prints what to change and exits with 1 if there is anything. The solution must be restored, and scripts/install-test-tools.sh must have
# run.
set -uo pipefail
cd "$(dirname "$0")/.."

status=0
fail() { printf '%s\n' "$*" >&2; status=1; }

dotnet tool restore >/dev/null
dotnet csharpier check . || fail "Format the code: dotnet csharpier format ."

width=$(sed -n 's/^max_line_length = //p' .editorconfig)
# Markdown cannot wrap tables and code.
wide=$(git ls-files '*.cs' '*.md' 'web/src/*.ts' 'web/src/*.tsx' 'web/src/*.css' '*.sh' | xargs awk -v width="$width" '
  FNR == 1 { code = 0 }
  FILENAME ~ /\.md$/ && /^ *```/ { code = !code }
  length > width && !/^\|/ && !/https?:\/\// && !code { print FILENAME ":" FNR ": " length " characters" }')
[ -z "$wide" ] || fail "Lines are wider than $width characters:"$'\n'"$wide"

cspell=tests/spelling/node_modules/.bin/cspell
if [ -x "$cspell" ]; then
  "$cspell" lint --config cspell.json --no-progress --no-summary ||
    fail "Correct the spelling, or add a term or a name to docs/words.txt."
else
  fail "The spelling was not checked: cspell is not installed. Run scripts/install-test-tools.sh."
fi

if command -v systemd-analyze >/dev/null; then
  # The threshold is ten times the highest exposure that is accepted.
  report=$(systemd-analyze security --offline=true --threshold=20 --no-pager deploy/systemd/babynames.service 2>&1) ||
    fail "The exposure of deploy/systemd/babynames.service is above 2.0:"$'\n'"$(grep '^✗\|→' <<<"$report")"
else
  echo "The exposure of deploy/systemd/babynames.service was not checked: systemd-analyze is not installed."
fi
if command -v docker-compose >/dev/null; then
  report=$(docker-compose config --quiet 2>&1) || fail "docker-compose.yml is invalid:"$'\n'"$report"
else
  echo "docker-compose.yml was not checked: docker-compose is not installed."
fi

# Package sources without advisories report no vulnerability, so each is asked whether it has them.
for source in $(dotnet nuget list source --format short | sed -n 's/^E //p'); do
  curl -fsS --max-time 20 "$source" 2>/dev/null | grep -q '"VulnerabilityInfo/' || missing="$source"
done
if [ -n "${missing:-}" ]; then
  echo "NuGet packages were not checked for vulnerabilities: $missing serves no advisories or does not answer."
else
  # The command exits with 0 also when it finds a vulnerability.
  if ! report=$(dotnet list BabyNames.sln package --vulnerable --include-transitive 2>&1); then
    fail "NuGet packages could not be checked for vulnerabilities:"$'\n'"$report"
  elif grep -q 'has the following vulnerable packages' <<<"$report"; then
    fail "$(grep -v 'has no vulnerable packages' <<<"$report")"
  fi
fi

# Only a report of advisories has this property; a registry without them answers with an error.
for lock in $(git ls-files '*package-lock.json'); do
  folder=$(dirname "$lock")
  if report=$(npm audit --prefix "$folder" --audit-level=high --omit=dev --json 2>/dev/null); then
    continue
  elif grep -q '"auditReportVersion"' <<<"$report"; then
    fail "npm packages of $folder have vulnerabilities: npm audit --prefix $folder --omit=dev"
  else
    echo "npm packages were not checked for vulnerabilities: $(npm config get registry) serves no advisories or does not answer."
    break
  fi
done

exit "$status"
