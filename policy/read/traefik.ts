/** What Traefik is told: by files it is given, by its arguments and environment, and by the labels of containers. */
import { loadAll } from "js-yaml";
import type { Option } from "../rule.ts";
import { containerProperties, type Setting } from "./container.ts";
import { deliveredFiles } from "./files.ts";
import type { Properties, Reader, Resource } from "./resource.ts";

/** A way from an entry point to a service. */
export interface Router {
  name: string;
  /** The entry points it listens on; empty: Traefik's default ones. */
  entryPoints: readonly string[];
  /** Whether it asks for TLS itself. Its entry point may do so for it. */
  tls: boolean;
  /** Without the provider they come from: `sso-secure`, not `sso-secure@file`. */
  middlewares: readonly string[];
  /** The host names that its rule asks for. */
  hosts: readonly string[];
  /** The service it leads to, such as `links` or `api@internal`. */
  service: string | undefined;
}

/** One source of settings, read for its routers, the ports it leads to, and its static settings. */
export interface TraefikSettings {
  routers(): readonly Router[];
  /** Every port of a container that a service leads to. */
  ports(): readonly number[];
  /** The static settings, as a tree with keys in lower case; empty where the source holds none. */
  fixed(): Properties;
}

const plainName = (name: string) => name.replace(/@(?:file|docker|swarm)$/, "");

function list(value: unknown): string[] {
  if (Array.isArray(value)) return value.map(String);
  return typeof value === "string" ? value.split(",").map((part) => part.trim()) : [];
}

function lowered(value: unknown): unknown {
  if (Array.isArray(value) || typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key.toLowerCase(), lowered(inner)]));
}

/** Puts `value` at `path` of a tree: what `a.b.c=value` means. */
function plant(tree: Properties, path: readonly string[], value: unknown): void {
  const [first, ...rest] = path;
  const key = String(first);
  if (rest.length === 0) tree[key] = value;
  else {
    if (typeof tree[key] !== "object") tree[key] = {};
    plant(tree[key], rest, value);
  }
}

function fromTree(tree: Properties): TraefikSettings {
  const kinds = ["http", "tcp"].map((kind) => tree[kind] ?? {});
  return {
    routers: () =>
      kinds.flatMap(({ routers = {} }) =>
        Object.entries<Properties>(routers).map(([name, router]) => ({
          name: plainName(name),
          entryPoints: list(router.entrypoints),
          tls: router.tls !== undefined && router.tls !== false && router.tls !== "false",
          middlewares: list(router.middlewares).map(plainName),
          hosts: [...String(router.rule).matchAll(/Host\(([^)]*)\)/g)].flatMap(([, hosts]) =>
            (hosts as string).split(",").map((host) => host.replaceAll(/[`'"\s]/g, "")),
          ),
          service: router.service,
        })),
      ),
    ports: () =>
      kinds.flatMap(({ services = {} }) =>
        Object.values<Properties>(services).flatMap(({ loadbalancer = {} }) => [
          ...(loadbalancer.server?.port === undefined ? [] : [Number(loadbalancer.server.port)]),
          ...((loadbalancer.servers ?? []) as Properties[]).map(({ url, address }) => port(String(url ?? address))),
        ]),
      ),
    fixed: () => tree,
  };
}

/** Entry points that are not published: Traefik's own, and the name it is usually given for metrics. */
export const internalEntryPoints: Option<readonly string[]> = {
  default: ["traefik", "metrics"],
  schema: {
    type: "array",
    items: { type: "string", minLength: 1 },
    description: "The entry points that are not published.",
  },
};

/** Whether a router answers to anybody but the platform's own containers. */
export function fromOutside(router: Router, internal: readonly string[]): boolean {
  return router.entryPoints.length === 0 || router.entryPoints.some((name) => !internal.includes(name));
}

function port(address: string): number {
  const written = /:(\d+)(?:\/|$)/.exec(address)?.[1];
  return written === undefined ? (address.startsWith("https:") ? 443 : 80) : Number(written);
}

/** Settings as `a.b.c` → value. */
function fromPaths(paths: readonly (readonly [string, unknown])[]): TraefikSettings {
  const tree: Properties = {};
  for (const [path, value] of paths) plant(tree, path.toLowerCase().split("."), value);
  return fromTree(tree);
}

function isTraefikFile(path: string): boolean {
  return /(?:^|\/)(?:traefik|dynamic)[^/]*\.ya?ml$|(?:^|\/)traefik\/.*\.ya?ml$/.test(path);
}

function fromFiles(resource: Resource): Reader<TraefikSettings>[] {
  return (deliveredFiles(resource) ?? []).map((read) => () => {
    const { path, text } = read();
    // `load` refuses a file without anything in it, which Traefik takes.
    return fromTree(isTraefikFile(path) ? ((lowered(loadAll(text)[0]) ?? {}) as Properties) : {});
  });
}

/** A router's labels belong together, so they are read together. */
function fromLabels(labels: readonly Reader<Setting>[]): TraefikSettings {
  const paths = labels.map((read) => read()).filter(({ name }) => name.startsWith("traefik."));
  return fromPaths(paths.map(({ name, value }) => [name.slice("traefik.".length), value]));
}

/** One reader for each source of routers that a resource holds: files, and the labels of a container. */
export function traefikRouters(resource: Resource): readonly Reader<readonly Router[]>[] {
  const container = containerProperties(resource);
  const labels = container === undefined ? [] : [() => fromLabels(container.labels())];
  return [...fromFiles(resource), ...labels].map((read) => () => read().routers());
}

/**
 * One reader for each source of settings that a resource holds. Files are read that are called `traefik*.yml` or
 * `dynamic*.yml`, or are in a folder `traefik`.
 */
export function traefikSettings(resource: Resource): readonly Reader<TraefikSettings>[] {
  const container = containerProperties(resource);
  if (container === undefined) return fromFiles(resource);
  const told = <T>(read: readonly Reader<T>[], path: (one: T) => [string, unknown] | undefined) =>
    read.map((one) => () => {
      const found = path(one());
      return fromPaths(found === undefined ? [] : [found]);
    });
  return [
    ...fromFiles(resource),
    ...told(container.command(), (argument) => {
      const written = /^--([\w.]+)(?:=(.*))?$/s.exec(argument);
      return written === null ? undefined : [String(written[1]), written[2] ?? "true"];
    }),
    ...told(container.environment(), ({ name, value }) =>
      name.startsWith("TRAEFIK_") ? [name.slice("TRAEFIK_".length).replaceAll("_", "."), value] : undefined,
    ),
    () => fromLabels(container.labels()),
  ];
}
