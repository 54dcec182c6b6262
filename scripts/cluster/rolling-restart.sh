# Restarts the servers one after the other. scripts/cluster-drill.sh reads this file.

restart_servers() {
  local round server started_at code failed total writes
  echo
  echo "Rolling restart of both servers, twice, while 2 clients read and 1 uploads"
  printf '%7s %9s %13s %14s %15s\n' server exit_code seconds 'failed reads' 'failed uploads'
  start_clients
  for round in 1 2; do
    for server in 1 2; do
      started_at=$EPOCHREALTIME code=0
      kill "${pid[web$server]}"
      wait "${pid[web$server]}" || code=$?
      start_server $server
      until_true 120 "web$server behind HAProxy" servers_are_used 2
      read -r failed total _ < <(summary_since "$started_at" reader1 reader2)
      read -r writes _ < <(summary_since "$started_at" writer)
      printf '%7s %9s %13s %14s %15s\n' "web$server" $code "$(seconds_since "$started_at")" "$failed/$total" "$writes"
      check "web$server ends with 0 and no request fails" [ "$code$failed$writes" = 000 ]
    done
  done
  stop_clients
}
