#!/bin/sh
# Starts Mosquitto; as root it takes /mosquitto over and becomes the user mosquitto first.
set -eu

if [ "$(id -u)" = 0 ]; then
  find /mosquitto \! -user mosquitto -exec chown mosquitto:mosquitto '{}' + || true
  exec setpriv --reuid=mosquitto --regid=mosquitto --init-groups "$0" "$@"
fi
exec "$@"
