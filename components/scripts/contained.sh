# For the scripts beside it: runs a short-lived container that has no right but those it is given.
# Environment: DOCKER_HOST, ENVIRONMENT (by which one that a killed run left is found, and removed by the next), NETWORK
#   (default: none).
contained() {
  docker run --rm --pull never --network "${NETWORK:-none}" --read-only --cap-drop ALL --security-opt no-new-privileges \
    --label dev.kompose.role=file-writer --label "dev.kompose.environment=$ENVIRONMENT" "$@"
}

