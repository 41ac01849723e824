# Writes a service's files into its volume. Standard input: one line a file, "path base64-content".
# Environment: DOCKER_HOST, ENVIRONMENT (by which a container that a killed run left is found), IMAGE (has a shell and
#   base64), OWNER (uid:gid), VOLUME, and where the program can tell whether it would take them CHECK_IMAGE and CHECK
#   (a shell script): a failure leaves the files as they are.
files=$(cat)
each_file='while read -r path content; do
  case $path in */*) mkdir -p "${path%/*}" ;; esac
'
contained() {
  docker run --rm --interactive --pull never --network none --read-only --cap-drop ALL \
    --security-opt no-new-privileges --label dev.kompose.role=file-writer \
    --label "dev.kompose.environment=$ENVIRONMENT" "$@"
}

if [ -n "${CHECK-}" ]; then
  printf '%s\n' "$files" | contained --user "$OWNER" --entrypoint sh \
    --tmpfs "/run/secrets:rw,noexec,nosuid,nodev,mode=0700,uid=${OWNER%:*},gid=${OWNER#*:}" \
    --tmpfs "/tmp:rw,noexec,nosuid,nodev,mode=1777" --env CHECK="$CHECK" "$CHECK_IMAGE" -euc "
      umask 077
      cd /run/secrets
      $each_file"'
        printf %s "$content" | base64 -d > "$path"
      done
      eval "$CHECK"
    ' >&2 || exit 1
fi

printf '%s\n' "$files" | contained --cap-add CHOWN --cap-add DAC_OVERRIDE --cap-add FOWNER \
  --volume "$VOLUME:/files" --env OWNER="$OWNER" "$IMAGE" sh -euc '
    umask 077
    cd /files
    chown "$OWNER" . && chmod 0500 .
    new=.new
    keep=" "
    '"$each_file"'
      case $path in */*) chown "$OWNER" "${path%/*}"; chmod 0500 "${path%/*}" ;; esac
      printf %s "$content" | base64 -d > "$new"
      chown "$OWNER" "$new"
      chmod 0400 "$new"
      mv -f "$new" "$path"
      keep="$keep./$path "
    done
    rm -f "$new"
    find . -type f | while read -r path; do
      case $keep in *" $path "*) ;; *) rm -f "$path" ;; esac
    done
  '
