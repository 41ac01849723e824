/** What the policies about being reached from outside let pass and stop. */
import * as policies from "../../../policy/domains/ingress.ts";
import type { Fixtures } from "../support/fixtures.ts";
import { unknown } from "../support/judge.ts";

const tcp = (external: number, more: object = {}) => ({ internal: external, external, protocol: "tcp", ...more });

/** The proxy's dynamic settings with one router. */
const router = (lines: string) => `http: { routers: { links: { service: links, ${lines} } } }`;
const inFile = { on: "traefik-files", set: "files[dynamic.yml]" } as const;
const inStatic = { on: "traefik-files", set: "files[traefik.yml]" } as const;
const label = (name: string, value: string) => ({ on: "web", set: "labels.4", to: { label: name, value } }) as const;
const routerLabel = (name: string, value: string) => label(`traefik.http.routers.links.${name}`, value);

export const ingress: readonly Fixtures[] = [
  {
    policy: policies.onlyDoorsPublish,
    passes: [
      { on: "traefik", set: "ports", to: [tcp(80)] },
      { on: "traefik", set: "ports", to: [] },
      { on: "web", set: "ports", to: [tcp(25)], options: { doors: { web: ["25/tcp"] } } },
      { on: "web", set: "ports", to: [tcp(25, { ip: "127.0.0.1" })], options: { loopback: true } },
      { on: "web", set: "ports", to: [tcp(25, { ip: "::1" })], options: { loopback: true } },
    ],
    fails: [
      { on: "web", set: "ports", to: [tcp(5432)], says: "publishes 5432/tcp, and is no door" },
      {
        on: "web",
        set: "ports",
        to: [{ internal: 53, external: 53, protocol: "udp" }],
        says: "publishes 53/udp, and is no door",
      },
      { on: "web", set: "ports", to: [{ internal: 80 }], says: "publishes any port/tcp, and is no door" },
      {
        on: "web",
        set: "ports",
        to: [tcp(443), tcp(25)],
        says: ["publishes 443/tcp, and is no door", "publishes 25/tcp, and is no door"],
      },
      { on: "web", set: "ports", to: [tcp(25, { ip: "127.0.0.1" })], says: "publishes 25/tcp, and is no door" },
      {
        on: "web",
        set: "ports",
        to: [tcp(25, { ip: "10.0.0.1" })],
        options: { loopback: true },
        says: "publishes 25/tcp, and is no door",
      },
      { on: "web", set: "ports", to: [tcp(25)], options: { loopback: true }, says: "publishes 25/tcp, and is no door" },
      {
        on: "traefik",
        set: "ports",
        to: [tcp(80)],
        options: { doors: { proxy: ["80/tcp"] } },
        says: "publishes 80/tcp, and is no door",
      },
      {
        on: "job",
        set: "endpointSpec.ports",
        to: [{ targetPort: 80, publishedPort: 80 }],
        says: "publishes 80/tcp, and is no door",
      },

      {
        on: "traefik",
        set: "ports",
        to: [tcp(8080)],
        says: "publishes 8080/tcp, and may publish 80/tcp, 443/tcp, 443/udp",
      },
      {
        on: "traefik",
        set: "ports.0.protocol",
        to: "udp",
        says: "publishes 80/udp, and may publish 80/tcp, 443/tcp, 443/udp",
      },
      {
        on: "traefik",
        set: "ports.1.external",
        to: undefined,
        says: "publishes any port/tcp, and may publish 80/tcp, 443/tcp, 443/udp",
      },
      {
        on: "traefik",
        set: "ports",
        to: [tcp(81)],
        options: { doors: { traefik: ["80/tcp"] } },
        says: "publishes 81/tcp, and may publish 80/tcp",
      },
      {
        on: "traefik",
        set: "ports",
        to: [tcp(8080, { ip: "127.0.0.1" })],
        says: "publishes 8080/tcp, and may publish 80/tcp, 443/tcp, 443/udp",
      },
      {
        on: "traefik",
        set: "ports",
        to: [tcp(8080)],
        options: { loopback: true },
        says: "publishes 8080/tcp, and may publish 80/tcp, 443/tcp, 443/udp",
      },
    ],
    undecided: [
      { on: "web", set: "ports", to: unknown.list, names: ".ports can't be known" },
      { on: "web", set: "ports", to: [tcp(25, { external: unknown.number })], names: ".ports.0.external" },
    ],
  },
  {
    policy: policies.noPublishAllPorts,
    passes: [{ on: "web", set: "publishAllPorts", to: false }],
    fails: ["web", "traefik", "database"].map((on) => ({
      ...({ on, set: "publishAllPorts", to: true } as const),
      on: on as "web",
      says: "publishes all ports of its image",
    })),
    undecided: [{ on: "web", set: "publishAllPorts", to: unknown.boolean, names: ".publishAllPorts" }],
  },
  {
    policy: policies.noHostNetwork,
    passes: [{ on: "web", set: "networkMode", to: "none" }],
    fails: [
      { on: "web", set: "networkMode", to: "host", says: "uses the host's network" },
      { on: "web", set: "networksAdvanced.1", to: { name: "host" }, says: "uses the host's network" },
      { on: "job", set: "taskSpec.networksAdvanceds.0.name", to: "host", says: "uses the host's network" },
    ],
    undecided: [{ on: "web", set: "networkMode", to: unknown.text, names: ".networkMode" }],
  },
  {
    policy: policies.noBorrowedNetwork,
    passes: [{ on: "web", set: "networkMode", to: "platform" }],
    fails: [
      { on: "web", set: "networkMode", to: "container:4f1a", says: "uses the network of 4f1a" },
      { on: "database", set: "networkMode", to: "container:web", says: "uses the network of web" },
      { on: "traefik", set: "networkMode", to: "container:", says: "uses the network of " },
    ],
  },
  {
    policy: policies.onNamedNetwork,
    passes: [
      { on: "web", set: "networksAdvanced", to: [{ name: "a" }, { name: "b" }] },
      { on: "job", set: "taskSpec.networksAdvanceds", to: [{ id: "4f1a" }] },
    ],
    fails: [
      { on: "web", set: "networksAdvanced", to: undefined, says: "is attached to no network by name" },
      { on: "web", set: "networksAdvanced", to: [], says: "is attached to no network by name" },
      { on: "web", set: "networksAdvanced.1", to: { name: "bridge" }, says: "is on the engine's default bridge" },
      { on: "web", set: "networksAdvanced.0.name", to: "default", says: "is on the engine's default bridge" },
      { on: "job", set: "taskSpec.networksAdvanceds", to: undefined, says: "is attached to no network by name" },
    ],
    undecided: [{ on: "web", set: "networksAdvanced", to: unknown.list, names: ".networksAdvanced" }],
  },
  {
    policy: policies.exactlyOneProxy,
    passes: [{ on: "web", set: "ports", to: [tcp(443, { ip: "127.0.0.1" })] }],
    fails: [
      { on: "traefik", set: "ports", to: [], says: "has nothing that publishes 443/tcp", of: "stack" },
      {
        on: "traefik",
        set: "ports.1.protocol",
        to: "udp",
        says: "has nothing that publishes 443/tcp",
        of: "stack",
      },
      {
        on: "traefik",
        set: "ports.1.external",
        to: 8443,
        says: "has nothing that publishes 443/tcp",
        of: "stack",
      },
      {
        on: "traefik",
        set: "ports.1.ip",
        to: "127.0.0.1",
        says: "has nothing that publishes 443/tcp",
        of: "stack",
      },
      {
        on: "web",
        set: "ports",
        to: [tcp(443)],
        says: "has more than one that publishes 443/tcp: traefik, web",
        of: "stack",
      },
    ],
  },
  {
    policy: policies.noHiddenContainers,
    passes: [
      { on: "command", set: "create", to: "docker run --rm --network none busybox cp -p a b" },
      { on: "command", set: "create", to: "docker pull busybox; mkdir -p /x" },
      { on: "web", set: "create", to: "docker run --privileged busybox" },
      { on: "remote-command", set: "create", to: "docker run --publisher x busybox -pie" },
    ],
    fails: [
      ["create", "docker run -p 80:80 busybox", "-p"],
      ["create", "docker run -p80:80 busybox", "-p"],
      ["create", "docker run -p '80:80' busybox", "-p"],
      ["create", 'docker run -p="80:80" busybox', "-p"],
      ["create", "docker run \\\n--publish 80:80 busybox", "--publish"],
      ["create", "docker create --name x -P busybox", "-P"],
      ["create", "docker run \\\n  --publish 80:80 busybox", "--publish"],
      ["create", "docker run --publish-all busybox", "--publish-all"],
      ["update", "docker --context x container run --privileged busybox", "--privileged"],
      ["delete", "docker run --network host busybox", "--network host"],
      ["create", "docker run --net=host busybox", "--net=host"],
      ["create", "docker run --pid=host busybox", "--pid=host"],
    ].map(([set = "", to, option]) => ({
      ...({ on: "command", to } as const),
      set,
      says: `starts a container with ${option} in its ${set} command`,
    })),
  },
  {
    policy: policies.proxyApiIsSecure,
    passes: [
      { on: "traefik", set: "command", to: ["--api.insecure=false", "--api.dashboard=true"] },
      { ...inStatic, to: "api: { insecure: false }" },
      { on: "traefik-files", set: "files[other.yml]", to: "api: { insecure: true }" },
    ],
    fails: [
      { on: "traefik", set: "command", to: ["--api.insecure=true"], says: "turns Traefik's insecure API on" },
      { on: "traefik", set: "command", to: ["--API.Insecure"], says: "turns Traefik's insecure API on" },
      { on: "traefik", set: "envs", to: ["TRAEFIK_API_INSECURE=true"], says: "turns Traefik's insecure API on" },
      { ...inStatic, to: "api: { insecure: true }", says: "turns Traefik's insecure API on" },
      {
        on: "web",
        set: "uploads",
        to: [{ file: "/etc/traefik/x.yml", content: "api: { insecure: true }" }],
        says: "turns Traefik's insecure API on",
      },
    ],
    undecided: [{ on: "traefik-files", set: "files", to: unknown.object, names: ".files" }],
  },
  {
    policy: policies.notExposedByDefault,
    passes: [
      { ...inStatic, to: "providers: { file: {} }" },
      { on: "traefik", set: "command", to: ["--providers.docker=false"] },
      { ...inStatic, to: "providers: { docker: { exposedByDefault: 'false' } }" },
    ],
    fails: [
      { ...inStatic, to: "providers: { docker: {} }", says: "exposes every container that its docker provider finds" },
      {
        ...inStatic,
        to: "providers: { docker: { exposedByDefault: true } }",
        says: "exposes every container that its docker provider finds",
      },
      {
        ...inStatic,
        to: "providers: { swarm: { endpoint: x } }",
        says: "exposes every container that its swarm provider finds",
      },
      {
        on: "traefik",
        set: "command",
        to: ["--providers.docker=true"],
        says: "exposes every container that its docker provider finds",
      },
    ],
  },
  {
    policy: policies.routersHaveTls,
    passes: [
      { ...inFile, to: router("entryPoints: [web], tls: {}") },
      { ...inFile, to: router("entryPoints: [metrics]") },
      { ...inFile, to: router("entryPoints: [traefik]") },
      { ...inFile, to: router("entryPoints: [secure]"), options: { entryPoints: ["secure"] } },
      { ...inFile, to: router("rule: x"), options: { byDefault: "websecure" } },
      routerLabel("tls", "true"),
    ],
    fails: [
      { ...inFile, to: router("rule: x"), says: "routes links on every entry point without TLS" },
      { ...inFile, to: router("entryPoints: [web]"), says: "routes links on web without TLS" },
      {
        ...inFile,
        to: router("entryPoints: [web, websecure, metrics], tls: false"),
        says: "routes links on web without TLS",
      },
      { ...inFile, to: "tcp: { routers: { db: { entryPoints: [db] } } }", says: "routes db on db without TLS" },
      {
        ...inFile,
        to: "http: { routers: { a: { entryPoints: [x] }, b: { entryPoints: [y] } } }",
        says: "routes a on x without TLS; it routes b on y without TLS",
      },
      { ...routerLabel("entryPoints", "web,alt"), says: "routes links on web, alt without TLS" },
      { ...routerLabel("tls", "false"), says: "routes links on every entry point without TLS" },
    ],
  },
  {
    policy: policies.entryPointsHaveTls,
    passes: [
      { ...inStatic, to: "entryPoints: { plain: { address: ':81' } }", options: { internalEntryPoints: ["plain"] } },
      { ...inStatic, to: "entryPoints: { web: { http: { redirections: { entryPoint: { to: websecure } } } } }" },
    ],
    fails: [
      { ...inStatic, to: "entryPoints: { web: { address: ':80' } }", says: "listens on web without TLS" },
      {
        ...inStatic,
        to: "entryPoints: { web: { http: { redirections: { entryPoint: { to: x, scheme: http } } } } }",
        says: "listens on web without TLS",
      },
      {
        ...inStatic,
        to: "entryPoints: { web: { http: { redirections: { entryPoint: { scheme: https } } } } }",
        says: "listens on web without TLS",
      },
      {
        ...inStatic,
        to: "entryPoints: { a: { http: { tls: 'false' } }, b: {} }",
        says: "listens on a without TLS; it listens on b without TLS",
      },
      { on: "traefik", set: "command", to: ["--entryPoints.web.address=:80"], says: "listens on web without TLS" },
    ],
  },
  {
    policy: policies.routersAskWho,
    passes: [
      { ...inFile, to: router("middlewares: [retry, sso-secure@file]") },
      { ...inFile, to: router("middlewares: [sso]"), options: { signIn: ["sso"] } },
      { ...inFile, to: router("rule: x"), options: { public: { links: "a public page" } } },
      { ...inFile, to: router("entryPoints: [metrics]") },
      routerLabel("middlewares", "retry, sso-secure@file"),
    ],
    fails: [
      { ...inFile, to: router("rule: x"), says: "routes links to everybody" },
      { ...inFile, to: router("middlewares: [retry]"), says: "routes links to everybody" },
      {
        ...inFile,
        to: router("middlewares: [sso-secure]"),
        options: { signIn: ["sso"] },
        says: "routes links to everybody",
      },
      { ...inFile, to: router("entryPoints: [metrics, web]"), says: "routes links to everybody" },
      { ...routerLabel("middlewares", "retry"), says: "routes links to everybody" },
      { ...routerLabel("rule", "Host(`x`)"), says: "routes links to everybody" },
    ],
    undecided: [
      { on: "web", set: "labels.4", to: { label: "traefik.enable", value: unknown.text }, names: ".labels.4.value" },
    ],
  },
  {
    policy: policies.managementIsNotRouted,
    passes: [
      { ...inFile, to: router("entryPoints: [metrics]").replace("service: links", "service: ping@internal") },
      ...["api@internal", "spring@internal", "xping@internal", "ping@internals"].map((service) => ({
        ...inFile,
        to: router("rule: x").replace("service: links", `service: ${service}`),
      })),
      { ...label("traefik.http.services.links.loadbalancer.server.port", "5432"), options: { ports: [] } },
    ],
    fails: [
      {
        ...inFile,
        to: "http: { services: { k: { loadBalancer: { servers: [{ url: 'http://k:9000/' }] } } } }",
        says: "routes to port 9000",
      },
      {
        ...inFile,
        to: "tcp: { services: { k: { loadBalancer: { servers: [{ address: 'k:5432' }] } } } }",
        says: "routes to port 5432",
      },
      {
        ...inFile,
        to: "http: { services: { k: { loadBalancer: { servers: [{ url: 'http://k' }] } } } }",
        options: { ports: [80] },
        says: "routes to port 80",
      },
      {
        ...inFile,
        to: "http: { services: { k: { loadBalancer: { servers: [{ url: 'https://k' }] } } } }",
        options: { ports: [443] },
        says: "routes to port 443",
      },
      {
        ...inFile,
        to: router("rule: x").replace("service: links", "service: prometheus@internal"),
        says: "routes links to prometheus@internal",
      },
      { ...label("traefik.http.services.links.loadbalancer.server.port", "2375"), says: "routes to port 2375" },
    ],
  },
];
