/** What the proxy is told: its routes, who may use them, and where its certificates come from. */
import type { PlatformRole } from "../platform-role.ts";

/** The middlewares of a route, by the names that the platform's diagrams use. */
export type Guard = "secure" | "internal-only" | "sso-secure" | "sso-secure-limited" | "sso-internal-only";

/** Traefik's own dashboard, and the API behind it. */
export const traefikApi = "api@internal";

/** An address that leads to a service. */
export interface TraefikRoute {
  /** The service's name, which its router and its upstream are called by as well. */
  name: string;
  /** The full host name, such as `links.example.org`. */
  host: string;
  /** Where the service answers on the platform's network: `http://link_app:3000`; or a service of Traefik's own. */
  upstream: string | typeof traefikApi;
  guard: Guard;
  /** The role that is needed besides. */
  role?: PlatformRole;
  /** Paths that everybody may use: one itself, or all below it where it ends in `/`. Default: none. */
  publicPaths?: readonly string[];
  /**
   * That it keeps the sessions: in its public paths their cookie is for it, but for the one that browsers come back to
   * from a login. Default: it does not.
   */
  sessions?: { callback: string };
  /** Content-Security-Policy of its answers; `own` leaves it to the program. Default: see `middlewares.ts`. */
  contentSecurityPolicy?: string;
}

/** How an authority on the network is asked for certificates (RFC 8555). */
export interface Acme {
  email: string;
  challenge: "http" | "tls" | "dns";
  /** Address of the authority's directory. */
  server: string;
  /** Whether the server's own certificate is checked against the secret `traefikSecrets.acmeAuthority`. */
  privateAuthority: boolean;
  /** Who serves the domain's DNS, and the names of the variables that it asks for. */
  dns?: { provider: string; variables: readonly string[] };
}

export interface TraefikShare {
  domain: string;
  routes: readonly TraefikRoute[];
  /** Full addresses on the platform's network that are asked about every request; `{role}` stands for a role. */
  signIn?: { signedIn: string; role: string; anybody: string; returning: string };
  /** Who shows what went wrong: the service's name, and its page for a status, with `{status}` for the number. */
  errorPages?: { service: string; upstream: string; path: string };
  /** From where routes for the inside may be used. */
  internalRanges: readonly string[];
  /** Proxies in front whose word about a client's address is believed. */
  trustedProxies: readonly string[];
  /** Absent: the certificate is given, in the secrets `traefikSecrets.certificate` and `.key`. */
  acme?: Acme;
}

/** The names of the proxy's secrets. */
export const traefikSecrets = {
  certificate: "proxy/certificate",
  key: "proxy/key",
  acmeAuthority: "proxy/acme-authority",
  /** The value of a variable of the DNS provider. */
  dns: (variable: string) => `proxy/dns/${variable}`,
} as const;
