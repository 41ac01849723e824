/** What the running proxy follows without a restart: routes, middlewares and TLS, as one file. */
import { createHash } from "node:crypto";
import { dump } from "js-yaml";
import type { Reveal } from "../secret-file.ts";
import { callbackMiddlewaresOf, middlewares, middlewaresOf, publicMiddlewaresOf } from "./middlewares.ts";
import { type TraefikRoute, type TraefikShare, traefikApi, traefikSecrets } from "./share.ts";
import { metricsEntryPoint } from "./static.ts";

/**
 * TLS 1.2 and 1.3 with forward secrecy and authenticated encryption alone: Mozilla's "intermediate" profile
 * (wiki.mozilla.org/Security/Server_Side_TLS) without DHE, which Go does not have, and with a hybrid post-quantum key
 * exchange first. TLS 1.3's own suites can not be chosen.
 */
const tlsOptions = {
  minVersion: "VersionTLS12",
  cipherSuites: [
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
  ],
  curvePreferences: ["X25519MLKEM768", "X25519", "CurveP256", "CurveP384"],
  // A name that no certificate is for gets no answer at all.
  sniStrict: true,
};

/** Answers every address that no route is for. */
function unknownAddress({ errorPages }: TraefikShare) {
  if (errorPages === undefined) return {};
  return {
    "unknown-address": {
      rule: "PathPrefix(`/`)",
      // Below every rule that names a host: a rule's length is its priority unless it has one.
      priority: 1,
      service: errorPages.service,
      // Who shows them is the platform's own, and is given no cookie that matters.
      middlewares: ["answers"],
    },
  };
}

/**
 * A segment of a public path that a client may choose: no dot at its beginning but the one of well-known addresses (RFC
 * 8615), so that nothing leads out of it; and nothing that is decoded once more behind the door.
 */
const segment = "(?:[A-Za-z0-9_~-][A-Za-z0-9._~-]*|[.]well-known)";

/** A rule for one path, or for all below one that ends in `/`. */
function publicRule(path: string): string {
  if (!path.endsWith("/")) return `Path(\`${path}\`)`;
  return `PathRegexp(\`^${path.replaceAll(".", "[.]")}(?:${segment}/?)*$\`)`;
}

/** A route, and beside it what everybody may use of it. A longer rule goes first. */
function routersOf(route: TraefikRoute, share: TraefikShare): [string, object][] {
  const host = `Host(\`${route.host}\`)`;
  const service = isOwn(route) ? route.upstream : route.name;
  const all = { rule: host, service, middlewares: middlewaresOf(route, share) };
  const below = (name: string, paths: readonly string[], middlewares: readonly string[]): [string, object][] => {
    const rule = `${host} && (${paths.map(publicRule).join(" || ")})`;
    return paths.length === 0 ? [] : [[`${route.name}-${name}`, { rule, service, middlewares }]];
  };
  const { publicPaths = [], sessions } = route;
  const isCallback = (path: string) => path === sessions?.callback;
  return [
    [route.name, all],
    ...below(
      "public",
      publicPaths.filter((path) => !isCallback(path)),
      publicMiddlewaresOf(route, share),
    ),
    ...below("callback", publicPaths.filter(isCallback), callbackMiddlewaresOf(route, share)),
  ];
}

function isOwn({ upstream }: TraefikRoute): boolean {
  return upstream === traefikApi;
}

function http(share: TraefikShare) {
  const reached = share.routes.filter((route) => !isOwn(route));
  const upstreams = new Map(reached.map(({ name, upstream }) => [name, upstream]));
  if (share.errorPages !== undefined) upstreams.set(share.errorPages.service, share.errorPages.upstream);
  const routers = {
    ...Object.fromEntries(share.routes.flatMap((route) => routersOf(route, share))),
    ...unknownAddress(share),
  };
  const services = Object.fromEntries(
    [...upstreams].map(([name, url]) => [name, { loadBalancer: { servers: [{ url }] } }]),
  );
  return { routers, services, middlewares: middlewares(share) };
}

/** Where the running proxy answers, inside the platform, once it follows this very configuration. */
export const revisionPath = "/revision/";

/** Traefik tells nobody which configuration it follows. This route is there exactly while it follows this one. */
function revision(configuration: unknown) {
  const hash = createHash("sha256").update(JSON.stringify(configuration)).digest("hex").slice(0, 16);
  return {
    rule: `Path(\`${revisionPath}${hash}\`)`,
    entryPoints: [metricsEntryPoint],
    service: "ping@internal",
  };
}

/** The file's text. All of it is one file, so that it changes in one step: no route ever lacks its middlewares. */
export function dynamicConfiguration(share: TraefikShare, reveal: Reveal): string {
  const certificates =
    share.acme === undefined
      ? [{ certFile: reveal(traefikSecrets.certificate), keyFile: reveal(traefikSecrets.key) }]
      : undefined;
  const tls = { options: { default: tlsOptions }, ...(certificates === undefined ? {} : { certificates }) };
  const { routers, services, middlewares } = http(share);
  const configuration = {
    http: {
      routers: { ...routers, revision: revision([routers, services, middlewares, tls]) },
      // Traefik refuses an empty map, and with it the whole file.
      ...(Object.keys(services).length === 0 ? {} : { services }),
      middlewares,
    },
    tls,
  };
  return dump(configuration, { lineWidth: -1, noRefs: true });
}
