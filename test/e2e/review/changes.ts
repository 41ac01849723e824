/** Changes as people make them, one after the other on one platform: each begins with what the ones before left. */
import type { TestPlatform } from "../../support/platform.ts";

export interface Change {
  /** What it is called, and its golden file. */
  name: string;
  /** The exit code of its review. */
  code: 0 | 2 | 3;
  make: (platform: TestPlatform) => unknown;
}

/** A toy as a file of `services/`, with `more` of its description. */
const toy = (more: string, intervalSeconds = 1) => `import { http, service } from "../../wiring/service.ts";

export const hello = service({
  name: "toys_hello",
  image: "kompose-toy:1.0.0",
  user: "65534:65534",
  port: 8080,
  memory: "64MiB",
  health: { ...http(8080, "/healthz"), intervalSeconds: ${intervalSeconds} },
  ${more}
});
`;
const hello = "services/toys/hello.ts";
const route = (access: string, more = "") => `offers: { route: { host: "hello", access: ${access}${more} } },`;
const needs = 'needs: { database: "hello", cache: { keys: "hello:*" } },';
const everybody = '{ public: "a toy for tests" }';
const hooks = ', public: { "/healthz": "another toy asks whether it is well" }';

const keeper = (data: string) => `import { http, service } from "../../wiring/service.ts";

export const keeper = service({
  name: "toys_keeper",
  image: "kompose-toy:1.0.0",
  user: "65534:65534",
  port: 8080,
  memory: "64MiB",
  health: { ...http(8080, "/healthz"), intervalSeconds: 1 },
  data: ${data},
});
`;

/** Replaces the one place in a file of the checkout. */
function edit(platform: TestPlatform, path: string, from: string, to: string): void {
  const text = platform.read(path);
  if (text.split(from).length !== 2) throw new Error(`${path} has not one place with ${from}`);
  platform.write(path, text.replace(from, to));
}

/** What would be looked for only once a service has it. */
const images = ({ engine }: TestPlatform) => ({ "kompose-toy:1.0.0": engine.images["kompose-toy:1.0.0"] });

/** What is set beside what tests need. */
const settings: Record<string, unknown> = {};

/** The settings before any of the changes. */
export function begin(platform: TestPlatform): void {
  set(platform, "kompose:images", images(platform));
}

function set(platform: TestPlatform, key: string, value: unknown): void {
  settings[key] = value;
  platform.settings(settings);
}

export const changes: readonly Change[] = [
  { name: "nothing", code: 0, make: () => {} },
  {
    name: "memory of a service with data",
    code: 2,
    make: (platform) => set(platform, "kompose:services", { "core-redis": { memory: "300MiB" } }),
  },
  {
    name: "another image",
    code: 2,
    make: async (platform) => {
      // Another image by its content, as one of another version is.
      await platform.docker(["create", "--name=next", await platform.imageOf("core-redis")]);
      await platform.docker(["commit", "--change=LABEL next=true", "next", "kompose/redis:8.0.7"]);
      await platform.docker(["rm", "next"]);
      set(platform, "kompose:images", { ...images(platform), "redis:8.0.6": "kompose/redis:8.0.7" });
    },
  },
  {
    name: "a new service with a route, a database and a cache",
    code: 2,
    make: (platform) => platform.write(hello, toy(`${needs} ${route('"internal"')}`)),
  },
  {
    name: "another access of a route",
    code: 2,
    make: (platform) => platform.write(hello, toy(`${needs} ${route(everybody)}`)),
  },
  {
    name: "a public path",
    code: 2,
    make: (platform) => platform.write(hello, toy(`${needs} ${route('"internal"', hooks)}`)),
  },
  {
    name: "a file that a running program follows",
    code: 2,
    make: (platform) =>
      edit(platform, "config/traefik/middlewares.ts", "retry: { retry: { attempts: 3", "retry: { retry: { attempts: 4"),
  },
  {
    name: "another health check",
    code: 2,
    make: (platform) => platform.write(hello, toy(`${needs} ${route('"internal"', hooks)}`, 2)),
  },
  {
    name: "memory of a service without data",
    code: 2,
    make: (platform) =>
      set(platform, "kompose:services", { "core-redis": { memory: "300MiB" }, toys_hello: { memory: "80MiB" } }),
  },
  {
    name: "a new topic",
    code: 2,
    make: (platform) =>
      edit(platform, "services/track/umami.ts", '"kompose/analytics/#"', '"kompose/analytics/#", "kompose/reports/#"'),
  },
  {
    name: "other keys in the cache",
    code: 2,
    make: (platform) => edit(platform, "services/track/umami.ts", '"umami:*"', '"statistics:*"'),
  },
  {
    name: "new values of two secrets",
    code: 2,
    make: (platform) => set(platform, "kompose:rotate", { "postgres/hello": 1, "core-mqtt/track_app": 1 }),
  },
  {
    name: "a renamed database",
    code: 2,
    make: (platform) =>
      edit(
        platform,
        "services/link/linkwarden.ts",
        'database: "linkwarden"',
        'database: { name: "links", renamedFrom: "linkwarden" }',
      ),
  },
  {
    name: "a database that nobody asks for",
    code: 3,
    make: (platform) => platform.remove("services/watch/grafana.ts"),
  },
  {
    name: "a removed service",
    code: 3,
    make: (platform) => {
      set(platform, "kompose:rotate", { "core-mqtt/track_app": 1 });
      set(platform, "kompose:services", { "core-redis": { memory: "300MiB" } });
      platform.remove(hello);
    },
  },
  {
    name: "a new service with data",
    code: 2,
    make: (platform) => platform.write("services/toys/keeper.ts", keeper('{ data: "/data" }')),
  },
  {
    name: "a volume at another path",
    code: 3,
    make: (platform) => platform.write("services/toys/keeper.ts", keeper('{ data: "/var/data" }')),
  },
  {
    name: "another volume at the same path",
    code: 3,
    make: (platform) => platform.write("services/toys/keeper.ts", keeper('{ store: "/var/data" }')),
  },
  { name: "a removed service with data", code: 3, make: (platform) => platform.remove("services/toys/keeper.ts") },
  {
    name: "an opened port",
    code: 2,
    make: (platform) => set(platform, "kompose:mqtt", { devices: { names: ["mqtt.example.org"] } }),
  },
  { name: "another domain", code: 2, make: (platform) => set(platform, "kompose:domain", "kompose.test") },
  {
    name: "another subnet",
    code: 2,
    make: (platform) => set(platform, "kompose:network", { subnet: "172.31.0.0/16" }),
  },
];
