#!/bin/sh
# Starts HAProxy: the contract of docker-library's image. Options alone are arguments of haproxy, which runs with a
# master process (-W) in the foreground (-db).
set -eu

case ${1:-} in -*) set -- haproxy "$@" ;; esac
if [ "${1:-}" = haproxy ]; then
  shift
  set -- haproxy -W -db "$@"
fi
exec "$@"
