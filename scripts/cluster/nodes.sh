# The machines of the cluster, with the configuration of deploy/cluster. scripts/cluster-drill.sh reads this file.

readonly owner_password=drill-owner reader_password=drill-reader
admin_key=

start_databases() {
  local i peers=
  choose_ports web{1,2} haproxy state readers pgbouncer
  for i in 1 2 3; do
    choose_ports {peer,etcd,relay,rest,postgres}$i
    peers+=",etcd$i=http://127.0.0.1:${port[peer$i]}"
  done
  for i in 1 2 3; do start_etcd $i "${peers#,}"; done
  for i in 1 2 3; do until_true 30 "etcd" etcd_is_ready $i; done
  for i in 1 2 3; do start_relay $i && start_patroni $i; done
  until_true 120 "a primary and two standbys" cluster_is_whole
  create_logins
  echo "3 etcd and 3 PostgreSQL with Patroni run."
}

start_etcd() {
  start_unprivileged "etcd$1" ETCD_NAME="etcd$1" ETCD_DATA_DIR="$work/etcd/$1" \
    ETCD_LISTEN_PEER_URLS="http://127.0.0.1:${port[peer$1]}" ETCD_INITIAL_ADVERTISE_PEER_URLS="http://127.0.0.1:${port[peer$1]}" \
    ETCD_LISTEN_CLIENT_URLS="http://127.0.0.1:${port[etcd$1]}" ETCD_ADVERTISE_CLIENT_URLS="http://127.0.0.1:${port[etcd$1]}" \
    ETCD_INITIAL_CLUSTER="$2" ETCD_INITIAL_CLUSTER_TOKEN=drill etcd
}

# Whether the members have agreed on a version, without which Patroni ends.
etcd_is_ready() { [[ "$(curl -fs -m 2 "http://127.0.0.1:${port[etcd$1]}/version" | jq -r .etcdcluster)" == 3.* ]]; }

# Passes on what one Patroni sends to etcd, so that this Patroni can be cut off.
start_relay() {
  local i
  {
    printf 'defaults\n mode tcp\n timeout connect 2s\n timeout client 1h\n timeout server 1h\n'
    printf 'listen relay\n bind 127.0.0.1:%s\n' "${port[relay$1]}"
    for i in 1 2 3; do printf ' server etcd%s 127.0.0.1:%s\n' $i "${port[etcd$i]}"; done
  } >"$work/run/relay$1.cfg"
  start "relay$1" haproxy -db -f "$work/run/relay$1.cfg"
}

start_patroni() {
  start_unprivileged "patroni$1" PATRONI_NAME="db$1" \
    PATRONI_ETCD3_HOSTS="127.0.0.1:${port[relay$1]}" PATRONI_ETCD3_USE_PROXIES=true \
    PATRONI_RESTAPI_LISTEN="127.0.0.1:${port[rest$1]}" PATRONI_RESTAPI_CONNECT_ADDRESS="127.0.0.1:${port[rest$1]}" \
    PATRONI_POSTGRESQL_LISTEN="127.0.0.1:${port[postgres$1]}" PATRONI_POSTGRESQL_CONNECT_ADDRESS="127.0.0.1:${port[postgres$1]}" \
    PATRONI_POSTGRESQL_DATA_DIR="$work/data/$1" PATRONI_POSTGRESQL_BIN_DIR=/usr/lib/postgresql/15/bin \
    PATRONI_POSTGRESQL_PGPASS="$work/run/pgpass$1" \
    PATRONI_SUPERUSER_PASSWORD=drill PATRONI_REPLICATION_PASSWORD=drill PATRONI_REWIND_PASSWORD=drill \
    patroni deploy/cluster/patroni.yml
}

# One PgBouncer for both servers.
start_pgbouncer() {
  sed -e "s/port=5433/port=${port[readers]}/; s/^listen_port = .*/listen_port = ${port[pgbouncer]}/" \
    -e "s#^auth_file = .*#auth_file = $work/run/userlist.txt#; s#^logfile = .*#logfile =#" \
    -e "s#^pidfile = .*#pidfile = $work/run/pgbouncer.pid#" deploy/cluster/pgbouncer.ini >"$work/run/pgbouncer.ini"
  start_unprivileged pgbouncer pgbouncer "$work/run/pgbouncer.ini"
}

start_haproxy() {
  local i addresses=()
  for i in 1 2 3; do
    addresses+=(BABYNAMES_DB$i="127.0.0.1:${port[postgres$i]}" BABYNAMES_PATRONI$i="${port[rest$i]}")
  done
  start haproxy "${addresses[@]}" BABYNAMES_WEB1="127.0.0.1:${port[web1]}" BABYNAMES_WEB2="127.0.0.1:${port[web2]}" \
    BABYNAMES_LISTEN="127.0.0.1:${port[haproxy]}" BABYNAMES_READERS="127.0.0.1:${port[readers]}" \
    BABYNAMES_STATE="127.0.0.1:${port[state]}" haproxy -db -f deploy/cluster/haproxy.cfg
}

# Runs SQL as the superuser on one machine: sql I STATEMENT, or sql I OPTION ... of psql
sql() {
  local machine=$1
  shift
  [ $# -gt 1 ] || set -- -c "$1"
  PGPASSWORD=drill psql -h 127.0.0.1 -p "${port[postgres$machine]}" -U postgres -d "${database:-babynames}" -qAtX -v ON_ERROR_STOP=1 "$@"
}

# The number of the machine whose PostgreSQL holds the leader's lock.
primary() {
  local i
  for i in 1 2 3; do
    curl -fs -m 2 -o /dev/null "http://127.0.0.1:${port[rest$i]}/primary" && echo $i && return
  done
  return 1
}

standbys() { local i leader; leader=$(primary) && for i in 1 2 3; do [ $i = "$leader" ] || echo $i; done; }

# Whether both standbys follow the primary and one of them is synchronous.
cluster_is_whole() {
  local leader
  leader=$(primary) || return 1
  [ "$(database=postgres sql "$leader" "SELECT COUNT(*) || '/' || COUNT(*) FILTER (WHERE sync_state = 'sync')
    FROM pg_stat_replication WHERE state = 'streaming' AND application_name LIKE 'db_'")" = 2/1 ]
}

create_logins() {
  local leader
  leader=$(primary)
  database=postgres sql "$leader" -q -v owner_password=$owner_password -v reader_password=$reader_password -f deploy/cluster/logins.sql
  # PgBouncer logs in with the hash that PostgreSQL has.
  sql "$leader" "SELECT '\"' || rolname || '\" \"' || rolpassword || '\"' FROM pg_authid WHERE rolname = 'babynames_reader'" \
    >"$work/run/userlist.txt"
}

owner_connection() {
  local hosts= i
  for i in 1 2 3; do hosts+=",127.0.0.1:${port[postgres$i]}"; done
  echo "Host=${hosts#,};Database=babynames;Username=babynames;Password=$owner_password;SSL Mode=Require"
}

reader_connection() {
  echo "Host=127.0.0.1;Port=${port[pgbouncer]};Database=babynames;Username=babynames_reader;Password=$reader_password;SSL Mode=Disable;" \
    "Max Auto Prepare=0"
}

# Runs a command of the program as the owner of the database: babynames NAME ARGUMENT ...
babynames() {
  ConnectionStrings__BabyNames=$(owner_connection) Storage__Path=$work/storage "${program:?}" "$@"
}

start_server() {
  start "web$1" ConnectionStrings__BabyNames="$(owner_connection)" ConnectionStrings__BabyNamesReader="$(reader_connection)" \
    ASPNETCORE_URLS="http://127.0.0.1:${port[web$1]}" Storage__Path="$work/storage" \
    Access__AnonymousReading=true Proxies__Known=127.0.0.1 Connections__DrainDelay=00:00:03 \
    Logging__Console__FormatterName=simple "${program:?}"
}

server_is_ready() { curl -fs -m 2 -o /dev/null "http://127.0.0.1:${port[web$1]}/health/ready"; }

start_servers() {
  dotnet build src/BabyNames.Server -c Release --nologo -v quiet >"$work/log/build.log" || { cat "$work/log/build.log"; exit 1; }
  program=$PWD/src/BabyNames.Server/bin/Release/net10.0/babynames
  babynames migrate up >"$work/log/migrate.log"
  admin_key=$(babynames keys create --name drill --role admin | grep -oE 'bn_[0-9A-Za-z]{12}_[0-9A-Za-z]{49}')
  start_haproxy
  start_pgbouncer
  start_server 1
  start_server 2
  until_true 120 "both servers behind HAProxy" servers_are_used 2
  url="http://127.0.0.1:${port[haproxy]}"
  echo "2 servers run between HAProxy and PgBouncer."
}

# Whether HAProxy sends requests to this number of ready servers.
servers_are_used() {
  [ "$(curl -s -m 2 "http://127.0.0.1:${port[state]}/;csv" | awk -F, '$1 == "ready" && $2 ~ /^web/ && $18 ~ /^UP/' | wc -l)" = "$1" ]
}
