# Gives a new volume to the user that its service runs as. What is in it is left alone.
# Environment: DOCKER_HOST, ENVIRONMENT, IMAGE (has a shell), OWNER (uid:gid), VOLUME.
exec docker run --rm --pull never --network none --read-only --cap-drop ALL --cap-add CHOWN \
  --security-opt no-new-privileges --label dev.kompose.role=file-writer --label "dev.kompose.environment=$ENVIRONMENT" \
  --volume "$VOLUME:/data" "$IMAGE" chown "$OWNER" /data
