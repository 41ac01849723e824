# Waits until a container is healthy, lets it take over its service's name, and makes it follow its files.
# Standard input: the service's secrets, a line each, which no message may show. Messages go to standard error.
# Standard output: a line of JSON, which is kept and read by cli/review: {"container": id, "healthyAfter": seconds from
#   the container's start, "away": seconds from the stop of the one before it}. The last is there where it is known. A
#   container that runs on keeps what was measured of it; that is in PULUMI_COMMAND_STDOUT.
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

# A time as the engine has it, in seconds since 1970; 0 where this machine's date can not read it.
seconds() {
  date -d "$(state "$1" | cut -c1-19)Z" +%s 2>/dev/null || echo 0
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
healthy=$(date +%s)
away=

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
  created=$(seconds '{{.Created}}')
  if [ -n "$stopped" ] && [ "$stopped" -le "$created" ] && [ $((created - stopped)) -lt 60 ] && [ $((start - created)) -lt 60 ]; then
    away=$(($(date +%s) - stopped))
    printf '%s was away for %s s, from its stop until it was healthy again\n' "$SERVICE" "$away" >&2
  fi
fi

case ${PULUMI_COMMAND_STDOUT-} in
  *"$CONTAINER"*) printf '%s\n' "$PULUMI_COMMAND_STDOUT" ;;
  *)
    started=$(seconds '{{.State.StartedAt}}')
    [ "$started" = 0 ] || printf '{"container":"%s","healthyAfter":%s%s}\n' "$CONTAINER" $((healthy - started)) "${away:+,\"away\":$away}"
    ;;
esac

[ -z "$RELOAD" ] && exit 0
output=$(docker exec "$CONTAINER" sh -euc "$RELOAD" 2>&1)
result=$?
[ -z "$output" ] || printf '%s\n' "$output" | mask >&2
[ "$result" = 0 ] || { printf '%s: its changed files could not be put into effect (above)\n' "$SERVICE" >&2; exit 1; }
