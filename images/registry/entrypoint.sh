#!/bin/sh
# Serves a registry: the arguments are one configuration file, or a whole `registry …` command.
set -eu

case ${1:-} in *.yml | *.yaml) set -- registry serve "$@" ;; serve | garbage-collect | help | -*) set -- registry "$@" ;; esac
exec "$@"
