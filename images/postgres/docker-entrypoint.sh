#!/bin/bash
# Makes a new database cluster in $PGDATA on the first start, then becomes the server.
#
# Variables (each also as NAME_FILE): POSTGRES_PASSWORD, POSTGRES_USER, POSTGRES_DB, POSTGRES_INITDB_ARGS; and
# POSTGRES_INITDB_WALDIR, POSTGRES_HOST_AUTH_METHOD. Files in /docker-entrypoint-initdb.d are run once, by name.
set -Eeuo pipefail

die() {
  printf 'docker-entrypoint.sh: %s\n' "$1" >&2
  exit 1
}

# Sets variable $1 from the file that ${1}_FILE names, or to the default $2.
from_file() {
  local name=$1 file_name=${1}_FILE value
  if [ -n "${!name:-}" ] && [ -n "${!file_name:-}" ]; then
    die "both $name and $file_name are set: use one"
  elif [ -n "${!file_name:-}" ]; then
    value=$(< "${!file_name}") || die "can not read ${!file_name} ($file_name)"
  else
    value=${!name:-${2:-}}
  fi
  export "$name=$value"
  unset "$file_name"
}

# Runs psql against the temporary server; scripts in /docker-entrypoint-initdb.d may call it.
docker_process_sql() {
  psql -v ON_ERROR_STOP=1 --no-password --no-psqlrc --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" "$@"
}

run_initdb_scripts() {
  local file
  for file in /docker-entrypoint-initdb.d/*; do
    case $file in
      *.sh)
        printf 'running %s\n' "$file"
        # shellcheck disable=SC1090
        if [ -x "$file" ]; then "$file"; else . "$file"; fi
        ;;
      *.sql) printf 'running %s\n' "$file" && docker_process_sql -f "$file" ;;
      *.sql.gz) printf 'running %s\n' "$file" && gunzip -c "$file" | docker_process_sql ;;
      *.sql.xz) printf 'running %s\n' "$file" && xzcat "$file" | docker_process_sql ;;
      *.sql.zst) printf 'running %s\n' "$file" && zstd -dc "$file" | docker_process_sql ;;
      *) [ ! -f "$file" ] || printf 'ignoring %s\n' "$file" ;;
    esac
  done
}

# $@: the server's arguments, which the temporary server gets too.
initialise() {
  from_file POSTGRES_PASSWORD
  from_file POSTGRES_USER postgres
  from_file POSTGRES_DB "$POSTGRES_USER"
  from_file POSTGRES_INITDB_ARGS
  local method=${POSTGRES_HOST_AUTH_METHOD:-}
  if [ -z "$POSTGRES_PASSWORD" ] && [ "$method" != trust ]; then
    die "a new database needs the superuser's password: set POSTGRES_PASSWORD_FILE (or POSTGRES_PASSWORD)"
  fi

  local arguments=()
  [ -z "$POSTGRES_INITDB_ARGS" ] || eval "arguments+=($POSTGRES_INITDB_ARGS)"
  [ -z "${POSTGRES_INITDB_WALDIR:-}" ] || arguments+=(--waldir "$POSTGRES_INITDB_WALDIR")
  # The marker says that nothing in $PGDATA was ever served: an interrupted first start begins anew.
  : > "$PGDATA.unfinished"
  if [ -n "$POSTGRES_PASSWORD" ]; then
    initdb --username "$POSTGRES_USER" --pwfile <(printf '%s\n' "$POSTGRES_PASSWORD") "${arguments[@]}"
  else
    initdb --username "$POSTGRES_USER" "${arguments[@]}"
  fi
  [ -n "$method" ] || method=$(postgres -C password_encryption "$@")
  printf '\nhost all all all %s\n' "$method" >> "$PGDATA/pg_hba.conf"

  # No TCP: nobody but this script can connect before the scripts are done.
  PGUSER=$POSTGRES_USER pg_ctl start --wait -o "$(printf '%q ' "$@" -c listen_addresses= -p "${PGPORT:-5432}")"
  if [ "$POSTGRES_DB" != postgres ]; then
    POSTGRES_DB=postgres docker_process_sql --set name="$POSTGRES_DB" <<< 'CREATE DATABASE :"name";'
  fi
  # pg_hba.conf may ask for a password on the socket as well.
  PGPASSWORD=$POSTGRES_PASSWORD run_initdb_scripts
  PGUSER=$POSTGRES_USER pg_ctl stop --wait --mode fast
  rm "$PGDATA.unfinished"
}

# Only options: they are the server's.
[ "${1:0:1}" != - ] || set -- postgres "$@"

if [ "${1:-}" = postgres ]; then
  if mountpoint -q /var/lib/postgresql/data; then
    die "since version 18 the volume belongs at /var/lib/postgresql, not /var/lib/postgresql/data"
  fi
  mkdir -p "$PGDATA"
  if [ "$(id -u)" = 0 ]; then
    find /var/lib/postgresql \! -user postgres -exec chown postgres {} +
    chown postgres:postgres /var/run/postgresql
    HOME=/var/lib/postgresql exec setpriv --reuid=postgres --regid=postgres --init-groups "$0" "$@"
  fi
  chmod 700 "$PGDATA"
  if [ -e "$PGDATA.unfinished" ]; then
    printf 'the first start was interrupted before it was done: beginning anew\n'
    find "$PGDATA" -mindepth 1 -delete
  fi
  if [ ! -s "$PGDATA/PG_VERSION" ]; then
    initialise "${@:2}"
    printf '\nthe database is ready to start\n\n'
  fi
  # The server has no use for them.
  unset POSTGRES_PASSWORD POSTGRES_INITDB_ARGS
fi
exec "$@"
