# Waits until a container is healthy, lets it take over its service's name, and makes it follow its files.
# Standard input: the service's secrets, a line each, which no message may show.
# Environment: DOCKER_HOST, CONTAINER (id), SERVICE, TIMEOUT (seconds), NETWORK,
#   ALIAS (the name to take over once healthy; empty where the container has it from the start),
#   RELOAD (script run inside the container; may be empty).
secrets=$(cat)

# Hides every secret in the text on standard input.
mask() {
  { printf '%s\n' "$secrets"; printf '\001\n'; cat; } | awk '
    !text && $0 == "\001" { text = 1; next }
    !text { if ($0 != "") secret[++n] = $0; next }
    {
      for (i = 1; i <= n; i++)
        while (at = index($0, secret[i])) $0 = substr($0, 1, at - 1) "[secret]" substr($0, at + length(secret[i]))
      print
    }'
}

state() {
  docker inspect --format "$1" "$CONTAINER"
}

# Says why the service is not ready and takes the container out of the way.
fail() {
  {
    printf '%s is not ready: %s\n' "$SERVICE" "$1"
    printf 'its last health check said:\n'
    state '{{if .State.Health}}{{range .State.Health.Log}}{{println .ExitCode .Output}}{{end}}{{end}}' | grep -v '^ *$' | tail -n 3 | sed 's/^/  /'
    printf 'the last lines of its log:\n'
    docker logs --tail 20 "$CONTAINER" 2>&1 | sed 's/^/  /'
  } | mask >&2
  if [ -n "$ALIAS" ]; then
    docker stop "$CONTAINER" >/dev/null
    printf '%s: the new container was stopped; what ran before, if anything, still serves\n' "$SERVICE" >&2
  fi
  exit 1
}

start=$(date +%s)
[ "$(state '{{.State.Status}}')" = exited ] && docker start "$CONTAINER" >/dev/null
while :; do
  case $(state '{{.State.Status}} {{.State.Health.Status}}') in
    "running healthy") break ;;
    *" unhealthy") fail "its health check fails" ;;
    exited* | dead*) fail "it ended with exit code $(state '{{.State.ExitCode}}')" ;;
  esac
  [ "$(state '{{.RestartCount}}')" -lt 3 ] || fail "it ends again and again, last with exit code $(state '{{.State.ExitCode}}')"
  [ $(($(date +%s) - start)) -lt "$TIMEOUT" ] || fail "not healthy after $TIMEOUT s"
  sleep 0.2
done

if [ -n "$ALIAS" ]; then
  # Only now does the name lead here. Nothing of it is lost: nobody knew the container until now.
  has_alias=$(state "{{range (index .NetworkSettings.Networks \"$NETWORK\").Aliases}}{{println .}}{{end}}" | grep -cx "$ALIAS")
  if [ "$has_alias" = 0 ]; then
    docker network disconnect "$NETWORK" "$CONTAINER" &&
      docker network connect --alias "$ALIAS" "$NETWORK" "$CONTAINER" || fail "it could not take over the name $ALIAS"
  fi
else
  # A container with a fixed name replaced the one before it: how long was the name away?
  stopped=$(docker events --since $((start - 900)) --until "$(date +%s)" --filter "container=$SERVICE" --filter event=kill --format '{{.Time}}' | tail -n 1)
  created=$(date -d "$(state '{{.Created}}' | cut -c1-19)Z" +%s 2>/dev/null || echo 0)
  if [ -n "$stopped" ] && [ "$stopped" -le "$created" ] && [ $((created - stopped)) -lt 60 ] && [ $((start - created)) -lt 60 ]; then
    printf '%s was away for %s s, from its stop until it was healthy again\n' "$SERVICE" $(($(date +%s) - stopped))
  fi
fi

[ -z "$RELOAD" ] && exit 0
output=$(docker exec "$CONTAINER" sh -euc "$RELOAD" 2>&1)
result=$?
[ -z "$output" ] || printf '%s\n' "$output" | mask
[ "$result" = 0 ] || { printf '%s: its changed files could not be put into effect (above)\n' "$SERVICE" >&2; exit 1; }
