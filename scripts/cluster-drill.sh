#!/usr/bin/env bash
# Runs a whole cluster on this machine and disturbs it; see --help.
set -euo pipefail
cd "$(dirname "$0")/.."

kills=20 keep=
usage() {
  cat <<'HELP'
Usage: scripts/cluster-drill.sh [--kills N] [--keep]

Starts the cluster of deploy/cluster on the loopback address, in a temporary folder and on free ports: 3 etcd, 3 PostgreSQL with
Patroni and PgBouncer, 2 servers and HAProxy. Loads samples/data, and then, while clients read and upload:

  - kills the primary and its Patroni, which return by pg_rewind, N times (default 20)
  - cuts the primary off from etcd
  - pauses the replay of the standbys
  - cancels queries on the standbys by recovery conflicts
  - restarts both servers one after the other

Prints a table for each. Ends with exit code 1 if an acknowledged upload is lost, a figure is older than its version, a status is
unexpected, or a request fails during the restart. It needs root, installs packages from apt, and takes about 1 minute for each
kill and 10 minutes more.

  --kills N   number of kills
  --keep      keeps the folder with all logs
HELP
}
while [ $# -gt 0 ]; do
  case "$1" in
    --kills) kills=${2:?} && shift ;;
    --keep) keep=1 ;;
    --help) usage && exit ;;
    *) usage >&2 && exit 1 ;;
  esac
  shift
done
[ "$(id -u)" = 0 ] || { echo "Run this script as root: it installs packages and runs PostgreSQL as its own user." >&2; exit 1; }

. scripts/cluster/processes.sh
. scripts/cluster/nodes.sh
. scripts/cluster/clients.sh
. scripts/cluster/failover.sh
. scripts/cluster/standbys.sh
. scripts/cluster/rolling-restart.sh

install_packages
make_folder
start_databases
start_servers
load_samples
kill_primaries "$kills"
partition_primary
pause_replay
cancel_queries
restart_servers
check_data

[ "$failures" = 0 ] && echo "All held." || echo "$failures checks failed."
exit $((failures > 0))
