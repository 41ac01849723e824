#!/bin/bash
# Starts PostgreSQL and, on an empty data directory, makes the cluster first: the contract of docker-library's image.
# POSTGRES_PASSWORD, POSTGRES_USER, POSTGRES_DB and POSTGRES_INITDB_ARGS, each also as a file's name in NAME_FILE;
# POSTGRES_INITDB_WALDIR; POSTGRES_HOST_AUTH_METHOD; /docker-entrypoint-initdb.d/*.{sh,sql,sql.gz,sql.xz,sql.zst}.
# One thing more: a cluster appears under its final name only when it is complete, so that a container that is killed
# while it makes one starts afresh instead of running without its databases and passwords.
set -Eeuo pipefail

die() {
  printf 'error: %s\n' "$1" >&2
  exit 1
}

# Sets the variable $1 from the file that $1_FILE names, or to $2 when neither is given.
from_file() {
  local name=$1 file=$1_FILE
  [ -z "${!name:-}" ] || [ -z "${!file:-}" ] || die "both $name and $file are set: set one"
  if [ -n "${!file:-}" ]; then
    [ -r "${!file}" ] || die "$file names ${!file}, which $(id -un) can not read"
    printf -v "$name" %s "$(< "${!file}")"
  elif [ -z "${!name:-}" ]; then
    printf -v "$name" %s "${2:-}"
  fi
  unset "$file"
}

wants_help() {
  local argument
  for argument; do
    case $argument in -'?' | --help | --describe-config | -V | --version | -C) return 0 ;; esac
  done
  return 1
}

as_postgres() {
  mkdir -p "$PGDATA" /var/run/postgresql
  chown postgres:postgres /var/run/postgresql
  chmod 3775 /var/run/postgresql
  chmod 700 "$PGDATA"
  find "$PGDATA" \! -user postgres -exec chown postgres '{}' +
  # The folders between volume and cluster, which may have been made just now.
  chown postgres:postgres /var/lib/postgresql "$(dirname "$PGDATA")"
  if [ -n "${POSTGRES_INITDB_WALDIR:-}" ]; then
    install -d -o postgres -g postgres -m 700 "$POSTGRES_INITDB_WALDIR"
  fi
  exec setpriv --reuid=postgres --regid=postgres --init-groups "$0" "$@"
}

# Runs psql on the server that is not open to anybody yet; scripts in /docker-entrypoint-initdb.d may call it.
docker_process_sql() {
  psql --no-psqlrc --set=ON_ERROR_STOP=1 --no-password --username="$POSTGRES_USER" --dbname="$POSTGRES_DB" "$@"
}

init_script() {
  printf '%s: %s\n' "$0" "$1"
  case $1 in
    *.sh)
      # shellcheck source=/dev/null
      if [ -x "$1" ]; then "$1"; else . "$1"; fi
      ;;
    *.sql) docker_process_sql --file="$1" ;;
    *.sql.gz) gunzip -c "$1" | docker_process_sql ;;
    *.sql.xz) xzcat "$1" | docker_process_sql ;;
    *.sql.zst) zstd -dc "$1" | docker_process_sql ;;
    *) printf '%s: ignored, it is neither SQL nor a script\n' "$0" ;;
  esac
}

# Makes the cluster in $PGDATA. The arguments are the server's command.
make_cluster() {
  local options=() file server
  [ -z "${POSTGRES_INITDB_WALDIR:-}" ] || options=(--waldir "$POSTGRES_INITDB_WALDIR")
  # POSTGRES_INITDB_ARGS is words and quotes of a shell, as in docker-library's image.
  eval "options+=($POSTGRES_INITDB_ARGS)"
  [ -z "$POSTGRES_PASSWORD" ] || options+=("--pwfile=/dev/fd/3")
  initdb --username="$POSTGRES_USER" "${options[@]}" 3< <(printf '%s\n' "$POSTGRES_PASSWORD")
  local method=${POSTGRES_HOST_AUTH_METHOD:-$(postgres -C password_encryption "${@:2}")}
  if [ "$method" = trust ]; then
    printf 'warning: POSTGRES_HOST_AUTH_METHOD=trust lets everybody in without a password\n' >&2
  fi
  printf '\nhost all all all %s\n' "$method" >> "$PGDATA/pg_hba.conf"

  # On its socket alone, so that nobody outside meets a half-made database.
  "$@" -c listen_addresses='' -p "${PGPORT:-5432}" &
  server=$!
  # shellcheck disable=SC2064 # the process id of now
  trap "kill -INT $server; wait $server; exit 143" INT TERM
  until pg_isready --quiet --username="$POSTGRES_USER"; do
    kill -0 "$server" 2> /dev/null || die "the server ended while the cluster was made (its messages are above)"
    sleep 0.1
  done
  # pg_hba.conf may ask for a password on the socket as well.
  export PGPASSWORD=$POSTGRES_PASSWORD
  if [ "$POSTGRES_DB" != postgres ]; then
    docker_process_sql --dbname=postgres --set=name="$POSTGRES_DB" <<< 'CREATE DATABASE :"name";'
  fi
  for file in /docker-entrypoint-initdb.d/*; do
    [ ! -f "$file" ] || init_script "$file"
  done
  unset PGPASSWORD
  kill -INT "$server"
  wait "$server"
  trap - INT TERM
}

initialise() {
  local final=$PGDATA
  from_file POSTGRES_PASSWORD
  from_file POSTGRES_USER postgres
  from_file POSTGRES_DB "$POSTGRES_USER"
  from_file POSTGRES_INITDB_ARGS
  export POSTGRES_USER POSTGRES_DB
  if [ -z "$POSTGRES_PASSWORD" ] && [ "${POSTGRES_HOST_AUTH_METHOD:-}" != trust ]; then
    die "the data directory is empty and there is no superuser password: set POSTGRES_PASSWORD_FILE or POSTGRES_PASSWORD"
  fi
  # A mount point can not be renamed.
  mountpoint -q "$final" || export PGDATA=$final.unfinished
  if [ "$PGDATA" != "$final" ]; then
    rm -rf "$PGDATA" || die "$(id -un) can not write to $(dirname "$final")"
  fi
  make_cluster "$@"
  if [ "$PGDATA" != "$final" ]; then
    [ ! -d "$final" ] || rmdir "$final"
    mv "$PGDATA" "$final"
  fi
  export PGDATA=$final
  printf '%s: the cluster is made, starting it\n' "$0"
}

case ${1:-} in -*) set -- postgres "$@" ;; esac

if [ "${1:-}" = postgres ] && ! wants_help "${@:2}"; then
  if mountpoint -q /var/lib/postgresql/data; then
    die "since version 18 the volume belongs at /var/lib/postgresql, not at /var/lib/postgresql/data"
  fi
  [ "$(id -u)" != 0 ] || as_postgres "$@"
  umask 077
  if [ ! -s "$PGDATA/PG_VERSION" ]; then
    mkdir -p "$(dirname "$PGDATA")" || die "$(id -un) can not write to the volume above $PGDATA"
    initialise "$@"
  fi
  # The server has no use for them.
  unset POSTGRES_PASSWORD POSTGRES_PASSWORD_FILE
fi
exec "$@"
