# Brings the realm of a running Keycloak to what its files say; with --check says what differs from them.
# Environment: DOCKER_HOST, ENVIRONMENT, IMAGE (has Node), OWNER (uid:gid of the files), VOLUME (the files), NETWORK (where
#   Keycloak is reached).
contained --user "$OWNER" --volume "$VOLUME:/run/secrets:ro" --entrypoint node "$IMAGE" /run/secrets/apply.ts "$@"
