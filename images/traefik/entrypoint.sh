#!/bin/sh
# Starts Traefik: the contract of the official image. Options and Traefik's own commands are arguments of traefik;
# anything else is a command of its own.
set -eu

case ${1:-} in -*) set -- traefik "$@" ;; esac
if [ "${1:-}" != traefik ] && traefik "${1:-}" --help > /dev/null 2>&1; then set -- traefik "$@"; fi
exec "$@"
