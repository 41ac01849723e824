/** From what services offer to what the proxy is told. */
import type { Settings } from "../config/settings/settings.ts";
import type { Guard, TraefikShare } from "../config/traefik/share.ts";
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

/** Whether a route needs somebody to say who is signed in. */
export function needsSignIn({ access }: Route): boolean {
  return typeof access === "string" && access.startsWith("sso");
}

function upstream({ name, port }: ServiceDescription): string {
  return `http://${name}:${port}`;
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
  const signIn = services.find(({ offers }) => offers?.signIn !== undefined);
  const errorPages = services.find(({ offers }) => offers?.errorPages !== undefined);
  return {
    domain,
    routes: services.flatMap((service) => {
      const route = service.offers?.route;
      if (route === undefined) return [];
      const { access, contentSecurityPolicy } = route;
      return [
        {
          name: service.name,
          host: hostOf(route, domain),
          upstream: upstream(service),
          guard: typeof access === "string" ? guards[access] : "secure",
          ...(contentSecurityPolicy === undefined ? {} : { contentSecurityPolicy }),
        },
      ];
    }),
    ...(signIn === undefined ? {} : { signIn: `${upstream(signIn)}${signIn.offers?.signIn?.path}` }),
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
