# Refuses to start a PostgreSQL of another major version than the one that wrote the data.
# Environment: DOCKER_HOST, ENVIRONMENT, IMAGE (has a shell), VOLUME, MAJOR (the version about to run), SERVICE.
docker volume inspect "$VOLUME" >/dev/null 2>&1 || exit 0
found=$(contained --cap-add DAC_READ_SEARCH --volume "$VOLUME:/data:ro" "$IMAGE" \
  sh -c 'cat /data/PG_VERSION /data/*/docker/PG_VERSION 2>/dev/null || true') || exit 1
for version in $found; do
  if [ "$version" != "$MAJOR" ]; then
    cat >&2 <<EOF
$SERVICE: the data in the volume $VOLUME was written by PostgreSQL $version, the image is PostgreSQL $MAJOR.
A new major version can not read it, so nothing was changed. Either go back to the image of PostgreSQL $version in
config/images.ts, or move the data: docs/postgres-major-upgrade.md.
EOF
    exit 1
  fi
done
