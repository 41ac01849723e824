#!/bin/sh
# Starts Redis: the contract of the official image. Options and files `*.conf` alone are arguments of redis-server; as
# root it takes /data over and becomes the user redis.
set -eu

case ${1:-} in -* | *.conf) set -- redis-server "$@" ;; esac

if [ "${1:-}" = redis-server ]; then
  if [ "$(id -u)" = 0 ]; then
    find . \! -user redis -exec chown redis '{}' +
    exec setpriv --reuid=redis --regid=redis --init-groups "$0" "$@"
  fi
  # The official server is compiled with protected mode off: in a container every client is a remote one.
  case "$*" in
    *protected-mode* | *--version* | *--help*) ;;
    *)
      if ! [ -f "${2:-}" ] || ! grep -qi '^[[:space:]]*protected-mode' "$2"; then
        set -- "$@" --protected-mode no
      fi
      ;;
  esac
  # What it writes is nobody else's to read.
  [ "$(umask)" != 0022 ] || umask 0077
fi
exec "$@"
