/** How the platform may be reached from outside: through its doors, and no other way. */

import { listOf, text, texts } from "../options.ts";
import { isCommand } from "../read/command.ts";
import { type ContainerProperties, type PublishedPort, running } from "../read/container.ts";
import { fromOutside, internalEntryPoints, type TraefikSettings } from "../read/traefik.ts";
import { type Check, type Option, ofStack, stackRule } from "../rule.ts";
import { containerRule, resourceRule, traefikRule } from "../subjects.ts";

/** Who publishes ports on the host, and which. */
const doors: Option<Readonly<Record<string, readonly string[]>>> = {
  default: { traefik: ["80/tcp", "443/tcp", "443/udp"] },
  schema: {
    type: "object",
    description: 'The containers that may publish ports, and which: {"traefik": ["80/tcp", "443/tcp", "443/udp"]}.',
    additionalProperties: { type: "array", items: { type: "string", pattern: "^\\d+/(tcp|udp|sctp)$" } },
  },
};

/** Ports on the loopback address, for debugging. */
// Stryker disable next-line ObjectLiteral: what is not set is as good as false
const loopback: Option<boolean> = {
  default: false,
  schema: { type: "boolean", description: "Whether any container may publish ports at the host's loopback address." },
};

function written({ external, protocol }: PublishedPort): string {
  return `${external ?? "any port"}/${protocol}`;
}

function onLoopback({ ip }: PublishedPort): boolean {
  return ip === "::1" || ip?.startsWith("127.") === true;
}

/** Only a door publishes ports, and those it is a door for. */
export const onlyDoorsPublish = containerRule({
  name: "ingress-only-doors-publish",
  severity: "critical",
  description: "Only the proxy, and declared doors beside it, publish ports on the host, and only those declared.",
  rationale: "A port past the proxy is reached without TLS, without sign-in and without its access log.",
  source: "CIS Docker Benchmark 1.7, 5.8 and 5.9; incident: a database found by a port scan",
  remediation: "Give it a route through the proxy and remove the port, or declare the port in `doors`.",
  options: { doors, loopback },
  checks: (container, options, { name }) =>
    container.ports().map((read) => () => {
      const port = read();
      const declared = listOf(options.doors, name);
      if (declared.includes(written(port)) || (options.loopback && onLoopback(port))) return undefined;
      return `publishes ${written(port)}, and ${declared.length === 0 ? "is no door" : `may publish ${declared.join(", ")}`}`;
    }),
});

/** Nobody publishes whatever the image exposes. */
export const noPublishAllPorts = containerRule({
  name: "ingress-no-publish-all-ports",
  severity: "high",
  description: "No container publishes all ports that its image exposes.",
  rationale: "What is published would change with the image, on ports that the engine chooses.",
  source: "CIS Docker Benchmark 1.7, 5.9",
  remediation: "Remove publishAllPorts, and declare the ports of a door one by one.",
  checks: (container) => [() => (container.publishAllPorts() ? "publishes all ports of its image" : undefined)],
});

/** Nobody shares the host's network. */
export const noHostNetwork = containerRule({
  name: "ingress-no-host-network",
  severity: "critical",
  description: "No container uses the host's network.",
  rationale: "On it every port that the program opens is published, and the host's own local services are reachable.",
  source: "CIS Docker Benchmark 1.7, 5.10",
  remediation: "Remove the network mode, and attach the container to a network of its own.",
  checks: (container) =>
    [container.networkMode, ...container.networks()].map(
      (read) => () => (read() === "host" ? "uses the host's network" : undefined),
    ),
});

/** Nobody borrows another container's network. */
export const noBorrowedNetwork = containerRule({
  name: "ingress-no-borrowed-network",
  severity: "high",
  description: "No container uses the network of another container.",
  rationale: "It would answer at the other's ports and reach what only the other may, under the other's name.",
  source: "OWASP Docker Security Cheat Sheet, rule 5",
  remediation: "Attach it to a network by name.",
  checks: (container) => [
    () => {
      const mode = container.networkMode();
      return mode?.startsWith("container:") ? `uses the network of ${mode.slice("container:".length)}` : undefined;
    },
  ],
});

/** Everybody is on a network with a name. */
export const onNamedNetwork = containerRule({
  name: "ingress-on-a-named-network",
  severity: "high",
  description: "Every container is attached to networks by name, and not to the engine's default bridge.",
  rationale: "On the default bridge everybody meets everybody, by address alone and without names.",
  source: "CIS Docker Benchmark 1.7, 5.30; Docker documentation, bridge network driver",
  remediation: "Attach it to a network of its program with networksAdvanced.",
  checks: (container) => {
    const networks = container.networks();
    const named = networks.map(
      (read) => () => (["bridge", "default"].includes(read()) ? "is on the engine's default bridge" : undefined),
    );
    if (networks.length > 0) return named;
    return [() => (container.networkMode() === "none" ? undefined : "is attached to no network by name")];
  },
});

function publishesHttps(container: ContainerProperties): boolean {
  return container.ports().some((read) => {
    const port = read();
    return port.external === 443 && port.protocol === "tcp" && !onLoopback(port);
  });
}

/** There is one proxy, and it is there. */
export const exactlyOneProxy = stackRule({
  name: "ingress-exactly-one-proxy",
  severity: "high",
  description: "One container, and no more, publishes 443/tcp.",
  rationale: "With two, each has a part of the routes, the certificates and the log; with none, nobody gets in.",
  source: "Incident: a second proxy that took half of the routes",
  remediation: "Keep one proxy, and give it the routes of the others.",
  findings: (resources) => {
    const all = running(resources);
    return ofStack(resources, () => {
      if (all.length === 0) return undefined;
      const proxies = all.filter(({ container }) => publishesHttps(container)).map(({ resource }) => resource.name);
      if (proxies.length === 0) return "has nothing that publishes 443/tcp";
      return proxies.length === 1
        ? undefined
        : `has more than one that publishes 443/tcp: ${proxies.sort().join(", ")}`;
    });
  },
});

/** `docker run` in a command, with what would let it past every other rule. */
const hiddenContainer =
  /\bdocker\b[^\n;|&]*\b(?:run|create)\b[^\n;|&]*?\s(-p(?=[= ]?["']?[\d$[])|-P\b|--publish(?:-all)?\b|--privileged\b|--(?:net|network)[= ]host\b|--pid[= ]host\b)/;

/** No command starts a container that the other rules would refuse. */
export const noHiddenContainers = resourceRule({
  name: "ingress-no-hidden-containers",
  severity: "high",
  description: "No command of the program starts a container that publishes ports, is privileged or shares the host.",
  rationale: "Such a container is no resource, so no other policy sees it.",
  source: "Incident: a debug container left running by a provisioning script",
  remediation: "Declare the container as a resource.",
  checks: (_, __, { type, props }) => {
    if (!isCommand({ type })) return [];
    return ["create", "update", "delete"].map((key) => () => {
      const option = hiddenContainer.exec(String(props[key]).replaceAll("\\\n", ""))?.[1];
      return option === undefined ? undefined : `starts a container with ${option} in its ${key} command`;
    });
  },
});

/** What each source of Traefik's settings gives to check. */
function each(
  sources: readonly (() => TraefikSettings)[],
  problems: (settings: TraefikSettings) => string | undefined,
): Check[] {
  return sources.map((read) => () => problems(read()));
}

/** The problems of several things in one sentence part; undefined where there are none. */
function together(problems: readonly (string | undefined)[]): string | undefined {
  const found = problems.filter((problem) => problem !== undefined);
  return found.length === 0 ? undefined : found.join("; it ");
}

const on = (value: unknown) => value === true || value === "true";

/** The proxy's own programming interface asks who is there. */
export const proxyApiIsSecure = traefikRule({
  name: "ingress-proxy-api-is-secure",
  severity: "high",
  description: "Traefik's insecure API is off.",
  rationale: "It shows every route, middleware and certificate to whoever reaches port 8080.",
  source: "Traefik documentation, API & dashboard, insecure",
  remediation: "Remove api.insecure, and route api@internal behind a sign-in.",
  checks: (sources) =>
    each(sources, (settings) => (on(settings.fixed().api?.insecure) ? "turns Traefik's insecure API on" : undefined)),
});

/** Being on the engine is not being exposed. */
export const notExposedByDefault = traefikRule({
  name: "ingress-not-exposed-by-default",
  severity: "high",
  description: "Traefik exposes containers that ask for it, and no others.",
  rationale: "Its default is to expose every container of the engine under a guessable name.",
  source: "Traefik documentation, Docker provider, exposedByDefault",
  remediation: "Set exposedByDefault to false for the provider.",
  checks: (sources) =>
    each(sources, (settings) => {
      const providers = settings.fixed().providers ?? {};
      return together(
        ["docker", "swarm"].map((provider) => {
          const set = providers[provider];
          if (set === undefined || set === "false") return undefined;
          return on(set.exposedbydefault ?? true)
            ? `exposes every container that its ${provider} provider finds`
            : undefined;
        }),
      );
    }),
});

const entryPoints: Option<readonly string[]> = {
  default: ["websecure"],
  schema: { ...texts, description: "The entry points that ask for TLS, whatever the router says." },
};

/** Nothing is said in the open. */
export const routersHaveTls = traefikRule({
  name: "ingress-routers-have-tls",
  severity: "critical",
  description: "Every router asks for TLS, or listens only on entry points that do.",
  rationale: "Passwords and session cookies would cross the network in plain text.",
  source: "OWASP ASVS 5.0, 12.2.1",
  remediation: "Set tls on the router, or let it listen on an entry point of `entryPoints` alone.",
  options: { entryPoints, internalEntryPoints, byDefault: byDefault() },
  checks: (sources, options) =>
    each(sources, (settings) =>
      together(
        settings.routers().map((router) => {
          if (router.tls || !fromOutside(router, options.internalEntryPoints)) return undefined;
          const listens = router.entryPoints.length === 0 ? [options.byDefault] : router.entryPoints;
          const open = listens.filter(
            (name) => ![...options.entryPoints, ...options.internalEntryPoints].includes(name),
          );
          return open.length === 0 ? undefined : `routes ${router.name} on ${open.join(", ")} without TLS`;
        }),
      ),
    ),
});

function byDefault(): Option<string> {
  return {
    default: "every entry point",
    schema: { ...text, description: "The entry point with `asDefault`, which routers without one listen on." },
  };
}

/** An entry point that is said to ask for TLS does. */
export const entryPointsHaveTls = traefikRule({
  name: "ingress-entry-points-have-tls",
  severity: "critical",
  description: "An entry point of Traefik's static settings has TLS, leads to one that has, or is not published.",
  rationale: "What listens without TLS answers without TLS, whatever its routers were meant for.",
  source: "OWASP ASVS 5.0, 12.2.1; Traefik documentation, EntryPoints, redirection",
  remediation:
    "Give it http.tls, or http.redirections.entryPoint with scheme https, or name it in `internalEntryPoints`.",
  options: { internalEntryPoints },
  checks: (sources, { internalEntryPoints }) =>
    each(sources, (settings) =>
      together(
        Object.entries<Record<string, Record<string, unknown> | undefined>>(settings.fixed().entrypoints ?? {}).map(
          ([name, { http = {} }]) => {
            if (internalEntryPoints.includes(name) || (http.tls !== undefined && http.tls !== "false"))
              return undefined;
            const redirections = http.redirections as { entrypoint?: { to?: string; scheme?: string } } | undefined;
            const { to, scheme = "https" } = redirections?.entrypoint ?? {};
            return to !== undefined && scheme === "https" ? undefined : `listens on ${name} without TLS`;
          },
        ),
      ),
    ),
});

const signIn: Option<readonly string[]> = {
  default: ["sso-secure"],
  schema: { ...texts, description: "The middlewares that ask who is there." },
};

const open: Option<Readonly<Record<string, string>>> = {
  default: {},
  schema: {
    type: "object",
    description: "Routers that everybody may use, and why.",
    additionalProperties: { type: "string", minLength: 10 },
  },
};

/** Nobody gets past the sign-in unnoticed. */
export const routersAskWho = traefikRule({
  name: "ingress-routers-ask-who",
  severity: "critical",
  description: "Every router has a middleware that asks who is there, or is on the list of public ones.",
  rationale: "A route without a sign-in is open to everybody who knows its name.",
  source: "OWASP Top 10 2021, A01 Broken Access Control",
  remediation: "Add one of `signIn` to its middlewares, or name the router in `public` with the reason.",
  options: { signIn, public: open, internalEntryPoints },
  checks: (sources, options) =>
    each(sources, (settings) =>
      together(
        settings.routers().map((router) => {
          if (!fromOutside(router, options.internalEntryPoints)) return undefined;
          const asks = router.middlewares.some((name) => options.signIn.includes(name));
          return asks || Object.hasOwn(options.public, router.name) ? undefined : `routes ${router.name} to everybody`;
        }),
      ),
    ),
});

const managementPorts: Option<readonly number[]> = {
  // The engine, PostgreSQL, MySQL, Redis, Mosquitto, Keycloak's and Traefik's management, and exporters by the
  // Prometheus project's list of default port allocations.
  default: [2375, 2376, 2377, 5432, 3306, 6379, 1883, 9000, 8082, 9100, 9104, 9115, 9121, 9187, 9234],
  schema: { type: "array", items: { type: "integer" }, description: "The ports that no route may lead to." },
};

/** What is for neighbours stays with them. */
export const managementIsNotRouted = traefikRule({
  name: "ingress-management-is-not-routed",
  severity: "high",
  description: "No route leads to a management, metrics or database port.",
  rationale: "Such ports trust whoever reaches them.",
  source: "OWASP Top 10 2021, A05 Security Misconfiguration; Keycloak documentation, management interface",
  remediation: "Lead the route to the program's own port.",
  options: { ports: managementPorts, internalEntryPoints },
  checks: (sources, options) =>
    each(sources, (settings) =>
      together([
        ...settings.ports().map((port) => (options.ports.includes(port) ? `routes to port ${port}` : undefined)),
        ...settings.routers().map(({ name, service, ...router }) => {
          const internal = /^(?:prometheus|ping|rest)@internal$/.exec(String(service))?.[0];
          if (internal === undefined || !fromOutside({ name, service, ...router }, options.internalEntryPoints)) {
            return undefined;
          }
          return `routes ${name} to ${internal}`;
        }),
      ]),
    ),
});
