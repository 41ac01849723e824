# Runs a command once over an image, and prints the id of the image that comes of it.
# Environment: DOCKER_HOST, ENVIRONMENT, SERVICE (whose image it is), REFERENCE (the image), COMMAND (a JSON list).
tag=kompose/prepared-$SERVICE

# A build takes names, not ids: BuildKit looks for an id in a registry. It takes the engine's own builder: another that
# somebody has chosen would neither know the engine's images nor add to them.
build() {
  printf 'FROM %s\nRUN %s\n' "$REFERENCE" "$COMMAND" |
    BUILDX_BUILDER=default docker build --network none --force-rm --tag "$tag" \
      --label "dev.kompose.environment=$ENVIRONMENT" -
}

# What it says is of interest where it fails alone.
said=$(build 2>&1) || { printf '%s\n' "$said" >&2; exit 1; }
# Not every builder says the id that the engine knows it by.
docker image inspect --format '{{.Id}}' "$tag"
