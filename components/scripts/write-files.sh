# Writes a service's files into its volume. Standard input: one line a file, "path base64-content".
# Environment: DOCKER_HOST, IMAGE (has a shell and base64), OWNER (uid:gid), VOLUME.
exec docker run --rm --interactive --pull never --network none --read-only \
  --cap-drop ALL --cap-add CHOWN --cap-add DAC_OVERRIDE --cap-add FOWNER --security-opt no-new-privileges \
  --label dev.kompose.role=file-writer --volume "$VOLUME:/files" --env OWNER="$OWNER" "$IMAGE" sh -euc '
    umask 077
    cd /files
    chown "$OWNER" . && chmod 0500 .
    new=.new
    keep=" "
    while read -r path content; do
      case $path in */*) mkdir -p "${path%/*}"; chown "$OWNER" "${path%/*}"; chmod 0500 "${path%/*}" ;; esac
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
