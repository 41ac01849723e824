# Writes a service's files into its volume. Standard input: one line a file, "path base64-content".
# Environment: DOCKER_HOST, ENVIRONMENT, IMAGE (has a shell and base64), OWNER (uid:gid), VOLUME, and where the program
#   can tell whether it would take them CHECK_IMAGE and CHECK (a shell script): a failure leaves the files as they are.
files=$(cat)
each_file='while read -r path content; do
  case $path in */*) mkdir -p "${path%/*}" ;; esac
'

if [ -n "${CHECK-}" ]; then
  printf '%s\n' "$files" | contained --interactive --user "$OWNER" --entrypoint sh \
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

printf '%s\n' "$files" | contained --interactive --cap-add CHOWN --cap-add DAC_OVERRIDE --cap-add FOWNER \
  --volume "$VOLUME:/files" --env OWNER="$OWNER" "$IMAGE" sh -euc '
    umask 077
    cd /files
    new=.new
    keep=" "
    '"$each_file"'
      printf %s "$content" | base64 -d > "$new"
      chown "$OWNER" "$new"
      chmod 0400 "$new"
      mv -f "$new" "$path"
      keep="$keep./$path "
    done
    rm -f "$new"
    # Every folder on the way to a file.
    find . -type d -exec chown "$OWNER" {} + -exec chmod 0500 {} +
    find . -type f | while read -r path; do
      case $keep in *" $path "*) ;; *) rm -f "$path" ;; esac
    done
  '
