/** Traefik's files, and the scripts that prove them before and after they are put in place. */
import { type SecretFile, secretFile, secretsPath } from "../secret-file.ts";
import { dynamicConfiguration, revisionPath } from "./dynamic.ts";
import { type TraefikShare, traefikSecrets } from "./share.ts";
import { acmeStorage, metricsHost, metricsPort, paths, staticConfiguration } from "./static.ts";

/** A file that Traefik and its DNS providers read when they start, and never again. */
function readOnce(path: string, secret: string): SecretFile {
  return { ...secretFile(path, secret), onChange: "restart" };
}

/** The files of the proxy. */
export function traefikFiles(share: TraefikShare): SecretFile[] {
  const { acme } = share;
  return [
    { path: paths.started, content: () => staticConfiguration(share), onChange: "restart" },
    { path: paths.dynamic, content: (reveal) => dynamicConfiguration(share, reveal), onChange: "reload" },
    ...(acme?.privateAuthority ? [readOnce(paths.acmeAuthority, traefikSecrets.acmeAuthority)] : []),
    ...(acme?.dns?.variables ?? []).map((variable) => readOnce(`dns/${variable}`, traefikSecrets.dns(variable))),
  ];
}

/** Where the DNS provider's values are; each of its variables has a twin that names a file (go-acme/lego). */
export function traefikEnvironment({ acme }: TraefikShare): Record<string, string> {
  return Object.fromEntries(
    (acme?.dns?.variables ?? []).map((variable) => [`${variable}_FILE`, `${secretsPath}/dns/${variable}`]),
  );
}

/** The command that runs the proxy on its files. */
export const traefikCommand = ["traefik", `--configFile=${secretsPath}/${paths.started}`] as const;

/**
 * Shell with a function that succeeds once a proxy follows its file, and waits 10 s at most.
 * Its arguments: where the proxy has its metrics, and its process id.
 */
const followed = `
revision=$(grep -o '${revisionPath}[0-9a-f]*' ${secretsPath}/${paths.dynamic})
followed() {
  for _ in $(seq 100); do
    wget -q -O /dev/null "http://$1:${metricsPort}$revision" 2>/dev/null && return
    kill -0 "$2" 2>/dev/null || return 1
    sleep 0.1
  done
  return 1
}
`;

/**
 * Shell script for a throw-away container: starts the proxy on the files, without a network, and fails with what it
 * complains about. Traefik has no check of its own, and skips a broken route with no more than a line in its log.
 */
export const traefikCheck = `${followed}
# Neither the network nor the volume of certificates is here.
sed 's|${acmeStorage}/|/tmp/|; s|${metricsHost}:|127.0.0.1:|' ${secretsPath}/${paths.started} >/tmp/${paths.started}
traefik --configFile=/tmp/${paths.started} >/tmp/log 2>&1 &
proxy=$!
# A file that it can not read at all need not be waited for.
{ until grep -q 'Cannot start the provider' /tmp/log; do kill -0 $proxy || exit; sleep 0.1; done; kill $proxy; } 2>/dev/null &
followed 127.0.0.1 $proxy && follows=1 || follows=
kill $proxy 2>/dev/null || true
# Neither the engine nor an authority can be reached from here, and an image that is built without the dashboard's files
# has no more than its API.
wrong=$(grep -v -e '"providerName":"docker"' -e 'appending dashboard to API router' -e '"level":"\\(info\\|debug\\|warn\\)"' -e acme /tmp/log || true)
[ -z "$wrong" ] && [ -n "$follows" ] && exit 0
echo "Traefik does not take its new files; the ones before stay in place:"
printf '%s\\n' "\${wrong:-it follows nothing of them after 10 s}" | cut -c1-500
exit 1
`;

/** Shell script, run in the container when its files changed: returns once the proxy follows them. */
export const traefikReload = `${followed}
kill -HUP 1
followed ${metricsHost} 1 && exit 0
echo "Traefik does not follow its changed routes after 10 s; it serves the ones before"
exit 1
`;
