# Clients that read and upload through HAProxy. scripts/cluster-drill.sh reads this file.

# Each client appends lines to a file of its name: start, end, and the id of the accepted dataset, `ok` or `failed`.
readonly seconds_for_answer=15

graphql() { curl -s -m $seconds_for_answer "$@" "$url/graphql" -H 'Content-Type: application/json' -d @-; }

# Uploads a file of a country and prints the id of its dataset if the server accepts it, or accepted it before without an answer.
upload() {
  local mutation='mutation ($file: Upload!, $country: String!) { uploadDataset(input: { file: $file, country: $country }) {'
  mutation+=' dataset { id } errors { ... on Error { message } ... on DuplicateDatasetError { datasetId } } } }'
  curl -s -m $seconds_for_answer "$url/graphql" -H 'GraphQL-Preflight: 1' -H "Authorization: Bearer $admin_key" \
    -F operations="{\"query\": \"$mutation\", \"variables\": { \"file\": null, \"country\": \"$2\" }}" \
    -F map='{"0":["variables.file"]}' -F "0=@$1" |
    tee -a "$work/log/uploads.log" | jq -re '.data.uploadDataset | .dataset.id // .errors[0].datasetId // empty' 2>/dev/null
}

# Reads names of random years, so that most answers are not cached.
read_always() {
  local start answer result
  while [ ! -e "$work/stop" ]; do
    start=$EPOCHREALTIME result=failed
    answer=$(graphql -w '\n%{http_code}' <<<'{"query": "{ nameStatistics(first: '$((1 + RANDOM % 50))',
      where: { countryCode: { eq: \"US\" }, year: { eq: '$((1880 + RANDOM % 144))' } }) { nodes { name count } } }"}' | tr '\n' ' ') || true
    case $answer in *'"errors"'*) ;; *'"nodes":[{'*' 200') result=ok ;; esac
    echo "$start $EPOCHREALTIME $result" >>"$work/$1"
    [ $result = ok ] || { echo "$EPOCHREALTIME $answer" >>"$work/log/$1.log" && sleep 0.1; }
  done
}

# Uploads files of one row, each with another number.
write_always() {
  local start id births=1000
  while [ ! -e "$work/stop" ]; do
    births=$((births + 1))
    printf 'year,name,sex,count\n2001,Aroha,F,%d\n' $births >"$work/uploads/$1.csv"
    start=$EPOCHREALTIME
    id=$(upload "$work/uploads/$1.csv" NZ) || id=failed
    echo "$start $EPOCHREALTIME $id" >>"$work/$1"
    # More files than the workers load would only lengthen the drill.
    if [ $id = failed ]; then sleep 0.2; else sleep 4; fi
  done
}

start_clients() {
  rm -f "$work/stop"
  : >"$work/reader1" && : >"$work/reader2" && : >>"$work/writer"
  read_always reader1 & pid[reader1]=$!
  read_always reader2 & pid[reader2]=$!
  write_always writer & pid[writer]=$!
}

stop_clients() {
  touch "$work/stop"
  wait "${pid[reader1]}" "${pid[reader2]}" "${pid[writer]}"
}

# Whether a request that began after a time succeeded: succeeded_since TIME CLIENT ...
succeeded_since() {
  local since=$1
  shift
  (cd "$work" && cat "$@") | awk -v since="$since" '$1 > since && $3 != "failed" { found = 1 } END { exit !found }'
}

# Prints "failed total first longest" of the requests that ended after a time: how many failed and how many there were, the seconds
# until the first success of a request that began after that time, and the longest time without a success.
summary_since() {
  local since=$1
  shift
  (cd "$work" && cat "$@") | sort -n -k 2 | awk -v since="$since" '
    $2 <= since { next }
    { total++; last = $2 }
    $3 == "failed" { failed++; next }
    $1 > since && !first { first = $2 - since }
    { gap = $2 - (success ? success : since); if (gap > longest) longest = gap; success = $2 }
    END { printf "%d %d %.1f %.1f\n", failed, total, first, longest }'
}

# The number of accepted uploads whose dataset the primary does not have.
lost_uploads() {
  sql "$(primary)" 'SELECT id FROM datasets' | sort >"$work/run/stored"
  awk '$3 != "failed" { print $3 }' "$work/writer" | sort | comm -23 - "$work/run/stored" | wc -l
}

accepted_uploads() { awk '$3 != "failed"' "$work/writer" | wc -l; }
