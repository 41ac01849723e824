#!/bin/sh
# Starts Node.js: the contract of the official image. Options, and whatever is no command of the image, are arguments
# of node.
set -eu

case ${1:-} in
  -*) set -- node "$@" ;;
  *)
    # A shell finds a file on PATH whether it can be executed or not.
    if ! command -v "${1:-}" > /dev/null || { [ -f "$1" ] && ! [ -x "$1" ]; }; then set -- node "$@"; fi
    ;;
esac
exec "$@"
