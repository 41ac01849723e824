# Runs a command once over an image, and prints the id of the image that comes of it.
# Environment: DOCKER_HOST, ENVIRONMENT, SERVICE (whose image it is), REFERENCE (the image), COMMAND (a JSON list).
# A build takes names, not ids: BuildKit looks for an id in a registry.
build() {
  printf 'FROM %s\nRUN %s\n' "$REFERENCE" "$COMMAND" |
    docker build --quiet --network none --force-rm --tag "kompose/prepared-$SERVICE" \
      --label "dev.kompose.environment=$ENVIRONMENT" -
}

# What Docker has to say about its builders is of interest where it fails alone.
{ said=$(build 2>&1 >&3) || { printf '%s\n' "$said" >&2; exit 1; }; } 3>&1
