import { load } from "js-yaml";
import { describe, expect, test } from "vitest";
import { secretsIn } from "../../../config/secret-file.ts";
import { traefikEnvironment, traefikFiles } from "../../../config/traefik/files.ts";
import { identityHeaders } from "../../../config/traefik/identity-headers.ts";
import type { Guard, TraefikRoute, TraefikShare } from "../../../config/traefik/share.ts";

const share: TraefikShare = {
  domain: "example.org",
  routes: [],
  internalRanges: ["10.0.0.0/8"],
  trustedProxies: [],
};

const links: TraefikRoute = {
  name: "link_app",
  host: "links.example.org",
  upstream: "http://link_app:3000",
  guard: "secure",
};
const signIn = {
  signedIn: "http://auth_gate:8080/",
  role: "http://auth_gate:8080/role/{role}",
  anybody: "http://auth_gate:8080/anybody",
  returning: "http://auth_gate:8080/returning",
};
const errorPages = { service: "proxy_page", upstream: "http://proxy_page:8080", path: "/errors/{status}" };

// biome-ignore lint/suspicious/noExplicitAny: YAML of another program's making
type Yaml = any;

function rendered(path: string, more: Partial<TraefikShare> = {}): Yaml {
  const file = traefikFiles({ ...share, ...more }).find((other) => other.path === path);
  return load(file?.content((name) => `<${name}>`) ?? expect.fail(`no file ${path}`));
}
const started = (more?: Partial<TraefikShare>) => rendered("traefik.yml", more);
const followed = (more?: Partial<TraefikShare>) => rendered("dynamic.yml", more);

/** The middlewares that a route goes through, chains resolved, the outermost first. */
function way(configuration: Yaml, names: readonly string[]): string[] {
  return names.flatMap((name) => {
    const middleware = configuration.http.middlewares[name] ?? expect.fail(`there is no middleware ${name}`);
    return middleware.chain === undefined ? [name] : way(configuration, middleware.chain.middlewares);
  });
}

/** What a middleware takes out of every request. */
function removedBy(configuration: Yaml, name: string): string[] {
  const headers = Object.entries(configuration.http.middlewares[name].headers.customRequestHeaders);
  expect(headers.filter(([, value]) => value !== "")).toEqual([]);
  return headers.map(([header]) => header).sort();
}

describe("what it is started with", () => {
  test("plain HTTP leads to TLS, and nothing but TLS is a default", () => {
    const { entryPoints } = started();
    expect(entryPoints.web.http.redirections.entryPoint).toEqual({
      to: "web-secure",
      scheme: "https",
      permanent: true,
    });
    expect(entryPoints["web-secure"]).toMatchObject({ address: ":443", asDefault: true, http3: {}, http: { tls: {} } });
    expect(Object.values<Yaml>(entryPoints).filter(({ asDefault }) => asDefault)).toHaveLength(1);
  });

  test("takes no headers of a mebibyte at either of its two ports, as Go would", () => {
    const { entryPoints } = started();
    for (const name of ["web", "web-secure"]) expect(entryPoints[name].http.maxHeaderBytes).toBe(65_536);
  });

  test("has no dashboard unless a route leads there, and then on no port of its own", () => {
    expect(started()).not.toHaveProperty("api");
    const route: TraefikRoute = { ...links, upstream: "api@internal", guard: "sso-internal-only" };
    expect(started({ routes: [route], signIn }).api).toEqual({ dashboard: true });
  });

  test("takes labelled containers only where they ask for it", () => {
    const configuration = started();
    expect(configuration.providers.docker).toMatchObject({
      exposedByDefault: false,
      endpoint: "tcp://proxy_socket:2375",
    });
  });

  test("every request, of a label's route too, loses headers that say who somebody is", () => {
    const { http } = started().entryPoints["web-secure"];
    expect(http).toMatchObject({ middlewares: ["door@file"], underscoreHeadersStrategy: "delete" });
    const configuration = followed();
    expect(way(configuration, ["door"])).toEqual(["no-identity-headers", "no-claim-headers"]);
    expect(removedBy(configuration, "no-identity-headers")).toEqual([...identityHeaders].sort());
    // It is how programs sign in with tokens of their own.
    expect(identityHeaders).not.toContain("Authorization");
  });

  test("every request loses headers that say where it came from or what it asked for, but for those of the door", () => {
    const removed = removedBy(followed(), "no-claim-headers");
    expect(removed).toEqual(expect.arrayContaining(["Cf-Connecting-Ip", "Forwarded", "True-Client-Ip", "X-Client-Ip"]));
    expect(removed).toEqual(expect.arrayContaining(["Proxy", "X-Original-Url", "X-Rewrite-Url"]));
    for (const own of ["X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip"]) {
      expect(removed).not.toContain(own);
    }
  });

  test("believes nobody about a client's address, unless a proxy in front is trusted", () => {
    expect(started().entryPoints["web-secure"]).not.toHaveProperty("forwardedHeaders");
    const trustedProxies = ["192.0.2.0/24"];
    const { entryPoints } = started({ trustedProxies });
    for (const name of ["web", "web-secure"]) {
      expect(entryPoints[name].forwardedHeaders).toEqual({ trustedIPs: trustedProxies });
    }
    const { middlewares } = followed({ trustedProxies }).http;
    const ipStrategy = { excludedIPs: trustedProxies };
    expect(middlewares["ip-allow-list"].ipAllowList).toMatchObject({ ipStrategy });
    expect(middlewares["rate-limit"].rateLimit).toMatchObject({ sourceCriterion: { ipStrategy } });
  });

  test("its access log keeps no query, no name of a user, and of all headers two harmless ones", () => {
    const { accessLog } = started();
    expect(accessLog.fields.names).toMatchObject({ RequestPath: "keep", DownstreamStatus: "keep", ClientHost: "keep" });
    expect(Object.keys(accessLog.fields.names)).not.toContain("ClientUsername");
    expect(accessLog).toMatchObject({
      format: "json",
      fields: {
        defaultMode: "drop",
        headers: { defaultMode: "drop", names: { "User-Agent": "keep", "Content-Type": "keep" } },
        queryParameters: { defaultMode: "drop" },
      },
    });
  });
});

describe("a route", () => {
  const guarded: [Guard, string[]][] = [
    ["secure", ["security-headers", "compression", "no-session-cookie"]],
    ["internal-only", ["security-headers", "compression", "refused-address", "ip-allow-list", "no-session-cookie"]],
    ["sso-secure", ["security-headers", "compression", "kompose-sso"]],
    ["sso-secure-limited", ["rate-limit", "security-headers", "compression", "kompose-sso"]],
    ["sso-internal-only", ["security-headers", "compression", "refused-address", "ip-allow-list", "kompose-sso"]],
  ];
  test.each(guarded)("that is %s goes through its middlewares, in order", (guard, expected) => {
    const configuration = followed({
      routes: [{ ...links, guard }],
      signIn,
      errorPages,
    });
    const { rule, service, middlewares } = configuration.http.routers.link_app;
    expect({ rule, service }).toEqual({ rule: "Host(`links.example.org`)", service: "link_app" });
    expect(way(configuration, middlewares)).toEqual([
      "content-security-policy",
      ...expected,
      "upstream-errors",
      "retry",
    ]);
    expect(configuration.http.services.link_app.loadBalancer.servers).toEqual([{ url: "http://link_app:3000" }]);
  });

  test("has the content security policy of its service, or none but the program's own", () => {
    const policy = "default-src 'self'";
    const custom = followed({ routes: [{ ...links, contentSecurityPolicy: policy }] });
    expect(custom.http.routers.link_app.middlewares[0]).toBe("link_app-content-security-policy");
    expect(custom.http.middlewares["link_app-content-security-policy"].headers.contentSecurityPolicy).toBe(policy);
    const own = followed({ routes: [{ ...links, contentSecurityPolicy: "own" }] });
    expect(own.http.routers.link_app.middlewares).toEqual(["secure", "retry"]);
  });

  test("without anybody who offers the sign-in has no chain that only looks like one", () => {
    expect(Object.keys(followed().http.middlewares).filter((name) => name.includes("sso"))).toEqual([]);
  });

  test("asks the sign-in what the platform knows, and passes on who somebody is", () => {
    const { forwardAuth } = followed({ signIn }).http.middlewares["kompose-sso"];
    expect(forwardAuth).toMatchObject({ address: "http://auth_gate:8080/", trustForwardHeader: false });
    expect(forwardAuth.authRequestHeaders).toEqual(["Accept", "Cookie"]);
    const told = forwardAuth.authResponseHeaders.filter((header: string) => header !== "Cookie");
    expect(told).toHaveLength(4);
    expect(identityHeaders).toEqual(expect.arrayContaining(told));
  });

  test("gives its service the cookies that the gate leaves, whoever may use it", () => {
    const all = followed({ signIn }).http.middlewares;
    for (const name of ["kompose-sso", "no-session-cookie"]) {
      expect(all[name].forwardAuth.authResponseHeaders).toContain("Cookie");
    }
    expect(followed().http.middlewares).not.toHaveProperty("no-session-cookie");
  });

  test("for a role asks for it once it is known who somebody is", () => {
    const configuration = followed({ routes: [{ ...links, guard: "sso-secure", role: "admin" }], signIn });
    expect(configuration.http.routers.link_app.middlewares).toEqual([
      "content-security-policy",
      "sso-secure",
      "role-admin",
      "retry",
    ]);
    expect(configuration.http.middlewares["role-admin"].forwardAuth).toMatchObject({
      address: "http://auth_gate:8080/role/admin",
      authRequestHeaders: ["Accept", "X-Auth-Request-Groups"],
    });
  });

  test("to the proxy itself leads to its dashboard, and to no service of another", () => {
    const { routers, services } = followed({
      routes: [{ ...links, name: "proxy_app", upstream: "api@internal", guard: "sso-internal-only" }],
      signIn,
    }).http;
    expect(routers.proxy_app.service).toBe("api@internal");
    expect(services).toBeUndefined();
  });
});

describe("paths that everybody may use", () => {
  const routed = (...publicPaths: string[]) => {
    const { routers } = followed({ routes: [{ ...links, guard: "sso-secure", publicPaths }], signIn, errorPages }).http;
    return routers["link_app-public"];
  };
  /** Whether a path, decoded as Traefik does, is one of those below `prefix`. */
  const isOpen = (prefix: string, path: string) => {
    const [, pattern = ""] = /PathRegexp\(`(.*)`\)/.exec(routed(prefix).rule) ?? [];
    return new RegExp(pattern).test(path);
  };

  test("are a route beside the guarded one, for that host alone, without the sign-in", () => {
    expect(routed("/script.js", "/hooks/")).toEqual({
      rule: expect.stringMatching(/^Host\(`links.example.org`\) && \(Path\(`\/script.js`\) \|\| PathRegexp\(`.*`\)\)$/),
      service: "link_app",
      middlewares: ["content-security-policy", "secure", "upstream-errors", "retry"],
    });
  });

  test.each(["/hooks/", "/hooks/a", "/hooks/a/b.js", "/hooks/a/", "/hooks/.well-known/openid-configuration"])(
    "below a prefix: %s",
    (path) => expect(isOpen("/hooks/", path)).toBe(true),
  );

  test.each([
    "/hooks",
    "/hooksa",
    "/other/hooks/a",
    "/hooks/../admin",
    "/hooks/..",
    "/hooks/./a",
    "/hooks/a/../../admin",
    "/hooks//a",
    "/hooks/..;/admin",
    "/hooks/a;b",
    "/hooks/%2e%2e/admin",
    "/hooks/a\\..",
    "/hooks/a\n/b",
    "/hooks/.git",
  ])("not below it: %j", (path) => expect(isOpen("/hooks/", path)).toBe(false));

  test("have the session's cookie where the sessions are kept, and nowhere else", () => {
    const other: TraefikRoute = { ...links, guard: "sso-secure", publicPaths: ["/out", "/back"], name: "other" };
    const sso = { ...other, name: "sso", sessions: { callback: "/back" } };
    const configuration = followed({ routes: [sso, other], signIn });
    const { routers } = configuration.http;
    const wayOf = (name: string) => way(configuration, routers[name].middlewares);
    expect(wayOf("other-public")).toContain("no-session-cookie");
    expect(wayOf("sso-public")).not.toContain("no-session-cookie");
    expect(routers["sso-public"].rule).not.toContain("/back");
    // Not where a login ends: what is found there would be the new session's.
    expect(routers["sso-callback"].rule).toBe("Host(`links.example.org`) && (Path(`/back`))");
    expect(wayOf("sso-callback")).toContain("no-session");
    expect(configuration.http.middlewares["no-session"].forwardAuth).toMatchObject({
      address: signIn.returning,
      authResponseHeaders: ["Cookie"],
    });
  });

  test("with a dot that stands for itself", () => {
    expect(isOpen("/v1.0/", "/v1.0/a")).toBe(true);
    expect(isOpen("/v1.0/", "/v1x0/a")).toBe(false);
  });
});

test("answers are compressed by gzip alone, whose memory is small, and events are not", () => {
  expect(followed().http.middlewares.compression.compress).toEqual({
    encodings: ["gzip"],
    excludedContentTypes: ["text/event-stream"],
  });
});

test("an address that no route is for gets the error page, after all routes", () => {
  const { routers, services } = followed({ routes: [links], errorPages }).http;
  expect(routers["unknown-address"]).toEqual({
    rule: "PathPrefix(`/`)",
    priority: 1,
    service: "proxy_page",
    middlewares: ["answers"],
  });
  expect(services.proxy_page.loadBalancer.servers).toEqual([{ url: "http://proxy_page:8080" }]);
});

test("a refused address gets 403 and its page, told apart from a service's own 403", () => {
  const { middlewares } = followed({ errorPages }).http;
  const { rejectStatusCode } = middlewares["ip-allow-list"].ipAllowList;
  expect(middlewares["refused-address"].errors).toMatchObject({
    status: [String(rejectStatusCode)],
    statusRewrites: { [rejectStatusCode]: 403 },
    query: "/errors/403",
  });
  expect(rejectStatusCode).not.toBe(403);
});

test("what it follows can be told apart from what it followed before", () => {
  const revision = (more: Partial<TraefikShare>) => followed(more).http.routers.revision;
  expect(revision({})).toEqual({
    rule: expect.stringMatching(/^Path\(`\/revision\/[0-9a-f]{16}`\)$/),
    entryPoints: ["metrics"],
    service: "ping@internal",
  });
  expect(revision({})).toEqual(revision({}));
  expect(revision({ routes: [links] })).not.toEqual(revision({}));
});

test("no map of what it follows is empty, with nothing to serve too: Traefik would skip the whole file", () => {
  const empty = (value: unknown): boolean =>
    typeof value === "object" &&
    value !== null &&
    (Object.keys(value).length === 0 || Object.values(value).some((inner) => empty(inner)));
  expect(empty({ a: { b: {} } })).toBe(true);
  expect(empty(followed())).toBe(false);
});

describe("certificates", () => {
  test("that are given are in the file that it follows, so that a new one takes no restart", () => {
    expect(followed().tls.certificates).toEqual([{ certFile: "<proxy/certificate>", keyFile: "<proxy/key>" }]);
    expect(secretsIn(traefikFiles(share))).toEqual(["proxy/certificate", "proxy/key"]);
    const file = traefikFiles(share).find(({ path }) => path === "dynamic.yml");
    expect(file?.onChange).toBe("reload");
  });

  test("need TLS 1.2 and a name that they are for", () => {
    const options = followed().tls.options.default;
    expect(options).toMatchObject({ minVersion: "VersionTLS12", sniStrict: true });
    expect(options.cipherSuites.filter((suite: string) => !/^TLS_ECDHE_.*(GCM|POLY1305)/.test(suite))).toEqual([]);
  });

  const acme = { email: "admin@example.org", server: "https://ca.example.org/dir", privateAuthority: false };

  test("by HTTP-01 and TLS-ALPN-01 are asked for by route", () => {
    for (const [challenge, expected] of [
      ["http", { httpChallenge: { entryPoint: "web" } }],
      ["tls", { tlsChallenge: {} }],
    ] as const) {
      const configuration = started({ acme: { ...acme, challenge } });
      expect(configuration.entryPoints["web-secure"].http.tls).toEqual({ certResolver: "resolver" });
      expect(configuration.certificatesResolvers.resolver.acme).toEqual({
        email: "admin@example.org",
        caServer: "https://ca.example.org/dir",
        storage: "/letsencrypt/acme.json",
        keyType: "EC256",
        ...expected,
      });
    }
    expect(followed({ acme: { ...acme, challenge: "tls" } }).tls).not.toHaveProperty("certificates");
  });

  test("by DNS-01 are one for all names, with the provider's values in files", () => {
    const dns = { provider: "cloudflare", variables: ["CF_DNS_API_TOKEN"] };
    const more = { acme: { ...acme, challenge: "dns" as const, privateAuthority: true, dns } };
    expect(started(more).entryPoints["web-secure"].http.tls).toEqual({
      certResolver: "resolver",
      domains: [{ main: "example.org", sans: ["*.example.org"] }],
    });
    const files = traefikFiles({ ...share, ...more });
    expect(files.filter(({ onChange }) => onChange === "reload").map(({ path }) => path)).toEqual(["dynamic.yml"]);
    expect(traefikEnvironment({ ...share, ...more })).toEqual({
      CF_DNS_API_TOKEN_FILE: "/run/secrets/dns/CF_DNS_API_TOKEN",
    });
    expect(secretsIn(files)).toEqual(["proxy/acme-authority", "proxy/dns/CF_DNS_API_TOKEN"]);
  });
});
