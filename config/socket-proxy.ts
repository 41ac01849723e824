/** The proxy of the engine's socket: HAProxy, which passes on the requests of a short list and refuses all others. */
import { type SecretFile, secretsPath } from "./secret-file.ts";

/** One request that is passed on to the engine. */
export interface AllowedRequest {
  method: "GET" | "HEAD";
  /** What the path must be from its first byte to its last, as it was sent. HAProxy (PCRE) reads it too. */
  path: RegExp;
  /** The query's parameters; with any other the request is refused. */
  query: readonly string[];
  why: string;
}

const version = "(?:/v1\\.[0-9]{2})?";
const path = (rest: string) => new RegExp(`^${version}${rest}$`);

/** Everything that Traefik's Docker provider and the platform's first page ask for (Docker Engine API). */
export const allowedRequests: readonly AllowedRequest[] = [
  { method: "HEAD", path: path("/_ping"), query: [], why: "Traefik agrees on an API version with the engine" },
  { method: "GET", path: path("/_ping"), query: [], why: "the same for clients without HEAD; the health check" },
  { method: "GET", path: path("/version"), query: [], why: "Traefik logs the engine's version when it connects" },
  { method: "GET", path: path("/events"), query: ["filters"], why: "Traefik follows containers that start and stop" },
  { method: "GET", path: path("/containers/json"), query: ["all", "filters"], why: "which containers there are" },
  // By its full id, which the list gives: a name could be anything.
  { method: "GET", path: path("/containers/[0-9a-f]{64}/json"), query: [], why: "their labels, networks and health" },
];

/** The port other containers reach the proxy on. */
export const socketProxyPort = 2375;

/** Where the engine's socket is mounted in the proxy's container. */
export const enginePath = "/var/run/docker.sock";

/** The method and the target of a request, from the first byte to the last. */
function requestPattern({ method, path, query }: AllowedRequest): string {
  const parameter = `(?:${query.join("|")})=[^&;#]*`;
  const queryPattern = query.length === 0 ? "" : `(?:\\?${parameter}(?:&${parameter})*)?`;
  return `^${method} ${path.source.slice(1, -1).replaceAll("\\/", "/")}${queryPattern}$`;
}

function refuse(what: string, condition: string): string {
  const body = `"%[method] ${what} is not on the list\\n"`;
  return `  http-request deny status 403 content-type text/plain lf-string ${body} if ${condition}`;
}

function settings(): string {
  const listed = allowedRequests.map((request) => `  acl listed var(txn.request) -m reg '${requestPattern(request)}'`);
  return [
    "global",
    "  log stdout format raw local0",
    "  nbthread 1",
    "  maxconn 64",
    // A stream of events never ends by itself.
    "  hard-stop-after 3s",
    "",
    "defaults",
    "  mode http",
    "  timeout connect 5s",
    "  timeout queue 5s",
    "  timeout http-request 5s",
    "  timeout client 30s",
    "  timeout server 30s",
    // A connection to the engine serves one request of one client.
    "  option http-server-close",
    "  http-reuse never",
    "",
    "listen docker",
    `  bind 0.0.0.0:${socketProxyPort}`,
    "  option disable-h2-upgrade",
    "  option dontlognull",
    // Else a stream of events goes on when nobody reads it any more.
    "  option abortonclose",
    "  log global",
    '  log-format "refused client=%ci method=%HM target=%HU status=%ST"',
    // As it was sent: HAProxy decodes and shortens nothing unless it is told to.
    '  http-request set-var-fmt(txn.request) "%[method] %[url]"',
    ...listed,
    "  acl has_body req.hdr_cnt(content-length) gt 0",
    "  acl has_body req.hdr_cnt(transfer-encoding) gt 0",
    "  acl would_switch req.hdr_cnt(upgrade) gt 0",
    "  acl http_1_1 req.ver 1.1",
    refuse("of this", "!listed"),
    refuse("with a body", "has_body"),
    refuse("with an upgrade", "would_switch"),
    refuse("by another HTTP than 1.1", "!http_1_1"),
    "  http-request set-log-level silent",
    // The engine sees no header that a client chose.
    "  http-request del-header . -m reg",
    "  http-request set-header Host docker",
    // The events of an idle host are far apart; 24 days are HAProxy's longest time.
    "  http-request set-timeout server 24d if { path_end /events }",
    `  server engine unix@${enginePath}`,
    "",
  ].join("\n");
}

/** The command that runs the proxy on its files. */
export const socketProxyCommand = ["haproxy", "-f", `${secretsPath}/haproxy.cfg`] as const;

/** Shell script that fails where HAProxy would not take its files. */
export const socketProxyCheck = `${socketProxyCommand.join(" ")} -c`;

/** The files of the proxy. */
export function socketProxyFiles(): SecretFile[] {
  return [{ path: "haproxy.cfg", content: settings, onChange: "restart" }];
}
