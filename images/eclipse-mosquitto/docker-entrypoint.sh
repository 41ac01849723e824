#!/bin/sh
# Gives root's start the rights of user mosquitto (the broker itself drops to it), then becomes the command.
set -eu
if [ "$(id -u)" = 0 ] && [ -d /mosquitto ]; then
  # A configuration that is mounted read-only stays as it is.
  chown -R mosquitto:mosquitto /mosquitto 2>/dev/null || true
fi
exec "$@"
