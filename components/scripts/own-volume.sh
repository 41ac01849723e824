# Gives a new volume to the user that its service runs as. What is in it is left alone.
# Environment: DOCKER_HOST, ENVIRONMENT, IMAGE (has a shell), OWNER (uid:gid), VOLUME.
contained --cap-add CHOWN --volume "$VOLUME:/data" "$IMAGE" chown "$OWNER" /data
