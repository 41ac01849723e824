/** From what services offer to what the proxy is told. */
import type { Settings } from "../config/settings/settings.ts";
import { type Guard, type TraefikShare, traefikApi } from "../config/traefik/share.ts";
import { proxyNames } from "./roles.ts";
import type { Access, Route, ServiceDescription } from "./service.ts";

/** The proxy's middlewares for each kind of access. */
const guards: Readonly<Record<Extract<Access, string>, Guard>> = {
  sso: "sso-secure",
  "sso-limited": "sso-secure-limited",
  "sso-internal": "sso-internal-only",
  internal: "internal-only",
};

/** The full host name of a route. */
function hostOf(route: Route, domain: string): string {
  return route.host === "" ? domain : `${route.host}.${domain}`;
}

/** Where a service is reached from outside, such as `https://links.example.org/`; undefined where it has no route. */
export function addressOf({ offers }: ServiceDescription, domain: string): string | undefined {
  return offers?.route && `https://${hostOf(offers.route, domain)}/`;
}

/** Every path that everybody may use, by its full address, and why. What is open as a whole ends in `/`. */
export function publicRoutes(services: readonly ServiceDescription[], domain: string): Record<string, string> {
  return Object.fromEntries(
    services.flatMap(({ offers }) => {
      const route = offers?.route;
      if (route === undefined) return [];
      const paths = Object.entries(route.public ?? {});
      if (typeof route.access === "object") paths.push(["/", route.access.public]);
      return paths.map(([path, reason]) => [`https://${hostOf(route, domain)}${path}`, reason] as const);
    }),
  );
}

/** Whether a route needs somebody to say who is signed in. */
export function needsSignIn({ access }: Route): boolean {
  return typeof access === "string" && access.startsWith("sso");
}

function upstream({ name, port }: ServiceDescription): string {
  return `http://${name}:${port}`;
}

/** The addresses of one who offers the sign-in. */
function signIn(service: ServiceDescription): Pick<TraefikShare, "signIn"> {
  const asked = service.offers?.signIn;
  if (asked === undefined) return {};
  const at = upstream(service);
  const { signedIn, role, anybody, returning } = asked;
  return { signIn: { signedIn: at + signedIn, role: at + role, anybody: at + anybody, returning: at + returning } };
}

function certificates({ acme }: Settings["certificates"]): Pick<TraefikShare, "acme"> {
  if (acme === undefined) return {};
  const { email, challenge, server, authority, dns } = acme;
  return {
    acme: {
      email,
      challenge,
      server,
      privateAuthority: authority !== undefined,
      ...(dns === undefined ? {} : { dns: { provider: dns.provider, variables: Object.keys(dns.credentials) } }),
    },
  };
}

/** The proxy's share, of services that do not contradict each other. */
export function proxyRoutes(services: readonly ServiceDescription[], settings: Settings): TraefikShare {
  const { domain, proxy } = settings;
  const gate = services.find(({ offers }) => offers?.signIn !== undefined);
  const errorPages = services.find(({ offers }) => offers?.errorPages !== undefined);
  return {
    domain,
    routes: services.flatMap((service) => {
      const route = service.offers?.route;
      if (route === undefined) return [];
      const { access, role, contentSecurityPolicy } = route;
      const login = service.needs?.login;
      const publicPaths = Object.keys(route.public ?? {});
      return [
        {
          name: service.name,
          host: hostOf(route, domain),
          // The proxy's own route leads to what it says about itself.
          upstream: service.name === proxyNames.app ? traefikApi : upstream(service),
          guard: typeof access === "string" ? guards[access] : "secure",
          ...(role === undefined ? {} : { role }),
          ...(service.offers?.sessions && login !== undefined ? { sessions: { callback: login.callback } } : {}),
          ...(publicPaths.length === 0 ? {} : { publicPaths }),
          ...(contentSecurityPolicy === undefined ? {} : { contentSecurityPolicy }),
        },
      ];
    }),
    ...(gate === undefined ? {} : signIn(gate)),
    ...(errorPages?.offers?.errorPages === undefined
      ? {}
      : {
          errorPages: {
            service: errorPages.name,
            upstream: upstream(errorPages),
            path: errorPages.offers.errorPages.path,
          },
        }),
    internalRanges: proxy.internalRanges,
    trustedProxies: proxy.trustedProxies,
    ...certificates(settings.certificates),
  };
}
