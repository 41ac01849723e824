/** Whether a proxy's routers let in only whom they should: judged by what they do, whatever anything is called. */

/** A router of Traefik, as its file provider reads it and as its API shows it. */
export interface Router {
  rule: string;
  service: string;
  middlewares?: readonly string[];
  entryPoints?: readonly string[];
  priority?: number;
}

/** A middleware, by its kinds: those that decide who gets in, and the one that is a list of others. */
export interface Middleware {
  chain?: { middlewares: readonly string[] };
  forwardAuth?: { address: string };
  ipAllowList?: { sourceRange: readonly string[] };
}

export interface Routing {
  /** By name: `link_app`, or `link_app@file`. */
  routers: Readonly<Record<string, Router>>;
  middlewares: Readonly<Record<string, Middleware>>;
}

/** What the platform declares. */
export interface Declared {
  /** Who is asked whether somebody is signed in. */
  signedIn: string;
  /** From where routes for the inside may be used. */
  internalRanges: readonly string[];
  /** Addresses that everybody may use; one that ends in `/` stands for all below it. */
  publicRoutes: readonly string[];
  /** Who shows what went wrong, at addresses that no route is for. */
  errorPages: string;
}

/** Entry points that the host publishes. */
const published = ["web", "web-secure"];

/** Without the provider at its end. */
const bare = (name: string) => name.replace(/@[a-z]+$/, "");

/** The middlewares that a router goes through, chains resolved. A name without a provider is the router's own's. */
function wayOf(routerName: string, { middlewares = [] }: Router, all: Routing["middlewares"]): Middleware[] {
  const provider = /@[a-z]+$/.exec(routerName)?.[0] ?? "";
  const resolved = (name: string): Middleware[] => {
    const middleware = all[name] ?? all[`${name}${provider}`] ?? all[`${name}@file`];
    if (middleware === undefined) throw new Error(`${routerName}: there is no middleware ${name}`);
    return middleware.chain === undefined ? [middleware] : middleware.chain.middlewares.flatMap(resolved);
  };
  return middlewares.flatMap(resolved);
}

/** The addresses that a rule is for, or nothing where it is for more than it names. */
export function addressesOf(rule: string): string[] | undefined {
  const [, host, rest] = /^Host\(`([^`]+)`\)(?: && \((.*)\))?$/.exec(rule) ?? [];
  if (host === undefined) return undefined;
  if (rest === undefined) return [`https://${host}/`];
  const paths = rest.split(" || ").map((part) => {
    const [, exact] = /^Path\(`([^`]+)`\)$/.exec(part) ?? [];
    const [, below] = /^PathRegexp\(`\^(\/[^(]*\/)\(\?:.*\)\*\$`\)$/.exec(part) ?? [];
    return exact ?? below?.replaceAll("[.]", ".");
  });
  return paths.some((path) => path === undefined) ? undefined : paths.map((path) => `https://${host}${path}`);
}

/** Why a router may let in whom it lets in, or nothing. */
function reason(name: string, router: Router, { middlewares }: Routing, declared: Declared): string | undefined {
  if (router.entryPoints !== undefined && !router.entryPoints.some((point) => published.includes(point))) {
    return "no entry point that is published";
  }
  // Leads to the same address by TLS.
  if (name.endsWith("@internal") && router.service.startsWith("noop@")) return "plain HTTP's way to TLS";
  const way = wayOf(name, router, middlewares);
  if (way.some(({ forwardAuth }) => forwardAuth?.address === declared.signedIn)) return "the sign-in";
  const ranges = way.flatMap(({ ipAllowList }) => ipAllowList?.sourceRange ?? []);
  if (ranges.length > 0 && ranges.every((range) => declared.internalRanges.includes(range))) return "the inside";
  const addresses = addressesOf(router.rule);
  if (addresses?.every((address) => declared.publicRoutes.includes(address))) return "declared for everybody";
  const isLast = router.rule === "PathPrefix(`/`)" && router.priority === 1;
  if (isLast && bare(router.service) === declared.errorPages) return "the page of unknown addresses";
  return undefined;
}

/** Why each router lets in whom it lets in, by name; undefined for one that nothing speaks for. */
export function reasons(routing: Routing, declared: Declared): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(routing.routers).map(([name, router]) => [name, reason(name, router, routing, declared)]),
  );
}

/** The names of all routers that are open to everybody, and were never declared so. */
export function unprotected(routing: Routing, declared: Declared): string[] {
  return Object.entries(reasons(routing, declared)).flatMap(([name, why]) => (why === undefined ? [name] : []));
}
