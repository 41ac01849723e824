/** What the proxy is started with: its entry points, providers, logs and resolver. A change of it is a restart. */
import { dump } from "js-yaml";
import { insideName } from "../network-names.ts";
import { secretsPath } from "../secret-file.ts";
import { socketProxyPort } from "../socket-proxy.ts";
import { doorChain } from "./middlewares.ts";
import { type Acme, type TraefikShare, traefikApi } from "./share.ts";

/** The entry point of metrics and health, and where it is: on the inside network alone. */
export const metricsEntryPoint = "metrics";
export const metricsHost = insideName("proxy_app");
export const metricsPort = 8082;

/** What the host publishes of it: HTTP/1.1 and HTTP/2 on TCP, HTTP/3 on UDP. */
export const doorPorts = [
  { port: 80, protocol: "tcp" },
  { port: 443, protocol: "tcp" },
  { port: 443, protocol: "udp" },
] as const;

/** Where certificates from an authority on the network are kept. */
export const acmeStorage = "/letsencrypt";

/** Below {@link secretsPath}. */
export const paths = { started: "traefik.yml", dynamic: "dynamic.yml", acmeAuthority: "acme-authority.pem" } as const;

/**
 * - A request may take an hour to arrive: 1 GiB at 2.4 Mbit/s. Go has one time-out for the header and the body.
 * - An idle connection is kept for three minutes, longer than most clients keep one.
 * - On a stop, requests that are under way have 10 s.
 */
const transport = {
  respondingTimeouts: { readTimeout: "1h", idleTimeout: "3m" },
  lifeCycle: { graceTimeOut: "10s" },
};

/** What nginx takes by default for large headers (large_client_header_buffers: 4 × 8 KiB), twice. Go's own is 1 MiB. */
const maxHeaderBytes = 65_536;

function secureEntryPoint({ domain, trustedProxies, acme }: TraefikShare) {
  return {
    address: ":443",
    // Routes that name no entry point, such as those of labels, are never plain HTTP.
    asDefault: true,
    http3: {},
    transport,
    ...forwardedHeaders(trustedProxies),
    http: {
      tls: { ...(acme === undefined ? {} : resolvedBy(acme, domain)) },
      middlewares: [`${doorChain}@file`],
      maxHeaderBytes,
      // `X_Auth_Request_User` would pass the removal of `X-Auth-Request-User`, and mean the same to a CGI-like program.
      underscoreHeadersStrategy: "delete",
      // No program here has them in a path, and each reads them its own way.
      encodedCharacters: { allowEncodedNullCharacter: false, allowEncodedBackSlash: false },
    },
  };
}

function forwardedHeaders(trustedProxies: readonly string[]) {
  return trustedProxies.length === 0 ? {} : { forwardedHeaders: { trustedIPs: [...trustedProxies] } };
}

/** One certificate for all names by DNS-01; by the other challenges one for each route. */
function resolvedBy(acme: Acme, domain: string) {
  return {
    certResolver: "resolver",
    ...(acme.challenge === "dns" ? { domains: [{ main: domain, sans: [`*.${domain}`] }] } : {}),
  };
}

function resolver({ email, challenge, server, privateAuthority, dns }: Acme) {
  return {
    email,
    caServer: server,
    ...(privateAuthority ? { caCertificates: [`${secretsPath}/${paths.acmeAuthority}`] } : {}),
    storage: `${acmeStorage}/acme.json`,
    keyType: "EC256",
    ...(challenge === "http" ? { httpChallenge: { entryPoint: "web" } } : {}),
    ...(challenge === "tls" ? { tlsChallenge: {} } : {}),
    ...(dns === undefined ? {} : { dnsChallenge: { provider: dns.provider } }),
  };
}

/** What a line of the access log says. All that Traefik knows would cost a tenth of the requests (docs/performance.md). */
const logged = [
  ...["ClientHost", "RequestMethod", "RequestHost", "RequestPath", "RequestProtocol", "TLSVersion"],
  ...["DownstreamStatus", "DownstreamContentSize", "OriginStatus", "Duration"],
  ...["RouterName", "ServiceName", "entryPointName"],
];

/**
 * JSON lines without what could be a secret: no cookie, no token, no query, and not ClientUsername: an address may hold
 * a name and a password (RFC 3986, 3.2.1).
 */
const accessLog = {
  format: "json",
  fields: {
    defaultMode: "drop",
    names: Object.fromEntries(logged.map((name) => [name, "keep"])),
    headers: { defaultMode: "drop", names: { "User-Agent": "keep", "Content-Type": "keep" } },
    queryParameters: { defaultMode: "drop" },
  },
};

/** The file's text. */
export function staticConfiguration(share: TraefikShare): string {
  const { domain, trustedProxies, acme } = share;
  return dump(
    {
      global: { checkNewVersion: false, sendAnonymousUsage: false },
      entryPoints: {
        web: {
          address: ":80",
          transport,
          ...forwardedHeaders(trustedProxies),
          http: {
            maxHeaderBytes,
            redirections: { entryPoint: { to: "web-secure", scheme: "https", permanent: true } },
          },
        },
        "web-secure": secureEntryPoint(share),
        [metricsEntryPoint]: { address: `${metricsHost}:${metricsPort}` },
      },
      providers: {
        // Followed when it is told to by SIGHUP, after the file was proven: one that is emptied by an editor or a full disk
        // would take every route away.
        file: { filename: `${secretsPath}/${paths.dynamic}`, watch: false },
        docker: {
          endpoint: `tcp://proxy_socket:${socketProxyPort}`,
          exposedByDefault: false,
          network: "kompose",
          defaultRule: `Host(\`{{ normalize .Name }}.${domain}\`)`,
        },
      },
      serversTransport: {
        // Two addresses share it while a service is replaced, and none gets less than two seconds (Go's net.Dialer).
        forwardingTimeouts: { dialTimeout: "4s" },
        maxIdleConnsPerHost: 200,
      },
      ...(acme === undefined ? {} : { certificatesResolvers: { resolver: { acme: resolver(acme) } } }),
      // On no port of its own, and not there at all where no route leads to it.
      ...(share.routes.some(({ upstream }) => upstream === traefikApi) ? { api: { dashboard: true } } : {}),
      ping: { entryPoint: metricsEntryPoint },
      metrics: { prometheus: { entryPoint: metricsEntryPoint, addEntryPointsLabels: true, addServicesLabels: true } },
      log: { format: "json", level: "INFO" },
      accessLog,
    },
    { lineWidth: -1, noRefs: true },
  );
}
