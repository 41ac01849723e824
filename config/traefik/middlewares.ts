/** What every request goes through on its way to a service. */
import { sessionCookie } from "../auth/session.ts";
import { type PlatformRole, platformRoles } from "../platform-role.ts";
import { clientAddressHeaders, targetHeaders } from "./claim-headers.ts";
import { identityHeaders, signInHeaders } from "./identity-headers.ts";
import type { TraefikRoute, TraefikShare } from "./share.ts";

/** A middleware as Traefik's file provider reads it: its kind, and the options of that kind. */
type Middleware = Readonly<Record<string, unknown>>;

/** The chain that every request on the secure entry point goes through first, whoever declared its route. */
export const doorChain = "door";

/**
 * Tells an address that was refused here from one that a service refuses: no program answers with it in earnest, and
 * Traefik takes only a status that it has a name for (RFC 9110, 15.5.19).
 */
const refusedHere = 418;

/** OWASP's HTTP headers cheat sheet; HSTS for a year (RFC 6797). */
const securityHeaders: Middleware = {
  headers: {
    stsSeconds: 31_536_000,
    stsIncludeSubdomains: true,
    contentTypeNosniff: true,
    customFrameOptionsValue: "SAMEORIGIN",
    referrerPolicy: "strict-origin-when-cross-origin",
    permissionsPolicy: "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    customResponseHeaders: {
      "Cross-Origin-Opener-Policy": "same-origin-allow-popups",
      // An empty value removes what the service says about its software.
      Server: "",
      "X-Powered-By": "",
    },
  },
};

/** Where a service says nothing else: no plug-ins, no foreign base address, framed by nobody else. */
const defaultContentSecurityPolicy = "base-uri 'self'; frame-ancestors 'self'; object-src 'none'";

/** A chain of other middlewares, the outermost first. */
function chain(...middlewares: string[]): Middleware {
  return { chain: { middlewares } };
}

/** Takes headers out of every request: an empty value removes one. */
function without(headers: readonly string[]): Middleware {
  return { headers: { customRequestHeaders: Object.fromEntries(headers.map((header) => [header, ""])) } };
}

/** How a client's address is known: from the connection, or from what a trusted proxy in front says. */
function addressStrategy({ trustedProxies }: TraefikShare): { ipStrategy?: unknown } {
  return trustedProxies.length === 0 ? {} : { ipStrategy: { excludedIPs: [...trustedProxies] } };
}

/** Asks somebody about a request, who sees no more of it than these headers and where it went. */
function ask(address: string, shown: readonly string[], options: Middleware = {}): Middleware {
  return {
    forwardAuth: {
      address,
      // What this proxy says about the request, never what the client does.
      trustForwardHeader: false,
      authRequestHeaders: [...shown],
      maxResponseBodySize: 1_048_576,
      ...options,
    },
  };
}

/**
 * The sign-in, and the chains by the diagrams' names that are made of it. The answer's `Cookie` takes the place of the
 * request's: the session cookie is not in it, because a service that had it could use every other as its user.
 */
function signInChains({
  signedIn,
  role,
  anybody,
  returning,
}: NonNullable<TraefikShare["signIn"]>): Record<string, Middleware> {
  return {
    "kompose-sso": ask(signedIn, ["Accept", "Cookie"], {
      authResponseHeaders: [...signInHeaders, "Cookie"],
      addAuthCookiesToResponse: [sessionCookie],
    }),
    "no-session-cookie": ask(anybody, ["Cookie"], { authResponseHeaders: ["Cookie"] }),
    "no-session": ask(returning, ["Cookie"], { authResponseHeaders: ["Cookie"] }),
    ...Object.fromEntries(
      platformRoles.map((name) => [
        roleMiddleware(name),
        ask(role.replace("{role}", name), ["Accept", "X-Auth-Request-Groups"]),
      ]),
    ),
    "sso-secure": chain("answers", "kompose-sso"),
    "sso-secure-limited": chain("rate-limit", "sso-secure"),
    "sso-internal-only": chain("answers", "known-address", "kompose-sso"),
  };
}

/** The middleware that lets in whoever has a role, after one that lets in whoever is signed in. */
function roleMiddleware(role: PlatformRole): string {
  return `role-${role}`;
}

/** Pages in place of a bare status: for an upstream that does not answer, and for a refused address. */
function errorPages(pages: NonNullable<TraefikShare["errorPages"]>): Record<string, Middleware> {
  // Nothing that a client sent needs to be known for them but the language of the answer.
  const shared = { service: pages.service, errorRequestHeaders: ["Accept", "Accept-Language"] };
  return {
    "upstream-errors": { errors: { ...shared, status: ["502-504"], query: pages.path } },
    "refused-address": {
      errors: {
        ...shared,
        status: [String(refusedHere)],
        statusRewrites: { [refusedHere]: 403 },
        query: pages.path.replace("{status}", "403"),
      },
    },
  };
}

/** Every middleware, by name. */
export function middlewares(share: TraefikShare): Record<string, Middleware> {
  const { signIn, errorPages: pages, internalRanges, routes } = share;
  const strategy = addressStrategy(share);
  return {
    [doorChain]: chain("no-identity-headers", "no-claim-headers"),
    "no-identity-headers": without(identityHeaders),
    "no-claim-headers": without([...clientAddressHeaders, ...targetHeaders]),
    "security-headers": securityHeaders,
    "content-security-policy": { headers: { contentSecurityPolicy: defaultContentSecurityPolicy } },
    ...Object.fromEntries(routes.flatMap(ownPolicy)),
    // Of zstd and br, a few hundred long answers at once take more memory than the door has: their windows are of
    // megabytes, and Traefik has no say in that. Server-sent events would wait in the compressor's buffer.
    compression: { compress: { encodings: ["gzip"], excludedContentTypes: ["text/event-stream"] } },
    "rate-limit": {
      rateLimit: {
        average: 10,
        period: "1s",
        burst: 20,
        ...(strategy.ipStrategy === undefined ? {} : { sourceCriterion: strategy }),
      },
    },
    "ip-allow-list": {
      ipAllowList: {
        sourceRange: [...internalRanges],
        ...strategy,
        ...(pages === undefined ? {} : { rejectStatusCode: refusedHere }),
      },
    },
    answers: chain("security-headers", "compression"),
    "known-address": chain(...(pages === undefined ? [] : ["refused-address"]), "ip-allow-list"),
    secure: chain("answers", ...(signIn === undefined ? [] : ["no-session-cookie"])),
    "internal-only": chain("answers", "known-address", ...(signIn === undefined ? [] : ["no-session-cookie"])),
    ...(signIn === undefined ? {} : signInChains(signIn)),
    ...(pages === undefined ? {} : errorPages(pages)),
    // A request whose upstream went away before it was sent on is sent to the next.
    retry: { retry: { attempts: 3, initialInterval: "100ms" } },
  };
}

function ownPolicyName(route: TraefikRoute): string {
  return `${route.name}-content-security-policy`;
}

function ownPolicy(route: TraefikRoute): [string, Middleware][] {
  const { contentSecurityPolicy } = route;
  return contentSecurityPolicy === undefined || contentSecurityPolicy === "own"
    ? []
    : [[ownPolicyName(route), { headers: { contentSecurityPolicy } }]];
}

/** The middleware that sets a route's content security policy; none where the program sends its own. */
function policyOf(route: TraefikRoute): string[] {
  if (route.contentSecurityPolicy === undefined) return ["content-security-policy"];
  return route.contentSecurityPolicy === "own" ? [] : [ownPolicyName(route)];
}

/** What is between a route's guard and its service. */
function towardsService({ errorPages }: TraefikShare): string[] {
  return [...(errorPages === undefined ? [] : ["upstream-errors"]), "retry"];
}

/** The middlewares of a route, the outermost first. */
export function middlewaresOf(route: TraefikRoute, share: TraefikShare): string[] {
  const role = route.role === undefined ? [] : [roleMiddleware(route.role)];
  return [...policyOf(route), route.guard, ...role, ...towardsService(share)];
}

/** The middlewares of those of its paths that everybody may use. */
export function publicMiddlewaresOf(route: TraefikRoute, share: TraefikShare): string[] {
  return [...policyOf(route), route.sessions === undefined ? "secure" : "answers", ...towardsService(share)];
}

/** The middlewares of the path that browsers come back to from a login, where the sessions are kept. */
export function callbackMiddlewaresOf(route: TraefikRoute, share: TraefikShare): string[] {
  return [...policyOf(route), "answers", "no-session", ...towardsService(share)];
}
