/** What the policies about names, labels and watching let pass and stop. */
import { noPublishAllPorts } from "../../../policy/domains/ingress.ts";
import * as policies from "../../../policy/domains/order.ts";
import type { Fixtures } from "../support/fixtures.ts";
import { unknown } from "../support/judge.ts";

const networkId = "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0";
const excepted = (...resources: string[]) => ({
  policy: noPublishAllPorts,
  exceptions: resources.map((resource) => ({ resource, reason: "a test of its ports" })),
});
const unneeded = (resource: string) => `needs no exception of ingress-no-publish-all-ports for ${resource}`;

const labels = (on: "web" | "job" | "database-data" | "platform", at: number, to: unknown) =>
  ({ on, set: `labels.${at}`, to }) as const;
const subnet = (...to: string[]) =>
  ({ on: "platform", set: "ipamConfigs", to: to.map((subnet) => ({ subnet })) }) as const;
const probes = { on: "watch-files", set: "files[probes.yml]" } as const;
const alerts = { on: "watch-files", set: "files[alerts.yml]" } as const;
const dynamic = { on: "traefik-files", set: "files[dynamic.yml]" } as const;

export const order: readonly Fixtures[] = [
  {
    policy: policies.containersAreLabelled,
    passes: [
      { on: "web", set: "labels", to: [], options: { required: [] } },
      { on: "web", set: "labels", to: [{ label: "a", value: "b" }], options: { required: ["a"] } },
      { on: "platform", set: "labels", to: [] },
    ],
    fails: [
      { ...labels("web", 0, { label: "a", value: "b" }), says: "has no label dev.kompose.environment" },
      {
        ...labels("web", 3, { label: "dev.kompose.definition", value: "" }),
        says: "has no label dev.kompose.definition",
      },
      {
        on: "web",
        set: "labels",
        to: undefined,
        says: "has no label dev.kompose.environment, dev.kompose.stack, dev.kompose.service, dev.kompose.definition",
      },
      { ...labels("job", 2, { label: "a", value: "b" }), says: "has no label dev.kompose.service" },
      { on: "web", set: "publishAllPorts", to: false, options: { required: ["a", "b"] }, says: "has no label a, b" },
    ],
    undecided: [
      { ...labels("web", 3, { label: "dev.kompose.definition", value: unknown.text }), names: ".labels.3.value" },
    ],
  },
  {
    policy: policies.othersAreLabelled,
    passes: [
      { on: "web", set: "labels", to: [] },
      { on: "platform", set: "labels", to: [], options: { required: [] } },
    ],
    fails: [
      { on: "platform", set: "labels", to: undefined, says: "has no label dev.kompose.environment" },
      {
        ...labels("platform", 0, { label: "dev.kompose.environment", value: "" }),
        says: "has no label dev.kompose.environment",
      },
      { ...labels("database-data", 0, { label: "a", value: "dev" }), says: "has no label dev.kompose.environment" },
      {
        on: "platform",
        set: "labels",
        to: [],
        options: { required: ["a", "b"] },
        says: ["has no label a", "has no label b"],
      },
    ],
    undecided: [{ on: "platform", set: "labels", to: unknown.list, names: ".labels" }],
  },
  {
    policy: policies.namesFollowPattern,
    passes: [
      { on: "web", set: "name", to: "link_app-2" },
      { on: "web", set: "name", to: "Web", options: { pattern: "^[Ww]eb$" } },
      { on: "password", set: "name", to: "A/B" },
      { on: "web", set: "name", to: undefined, options: { pattern: "^web$" } },
    ],
    fails: [
      { on: "web", set: "name", to: "Web", says: "is called Web" },
      { on: "web", set: "name", to: "web_", says: "is called web_" },
      { on: "web", set: "name", to: "2web", says: "is called 2web" },
      { on: "job", set: "name", to: "a--b", says: "is called a--b" },
      { on: "database-data", set: "name", to: "a.b", says: "is called a.b" },
      { on: "platform", set: "name", to: "a b", says: "is called a b" },
      { on: "web", set: "name", to: "web", options: { pattern: "^x" }, says: ["is called web", "is called web"] },
    ],
    undecided: [{ on: "web", set: "name", to: unknown.text, names: ".name" }],
  },
  {
    policy: policies.networksHaveSubnet,
    passes: [
      subnet("10.0.0.0/8"),
      subnet("172.16.0.0/12"),
      subnet("172.20.0.0/16"),
      subnet("10.0.0.128/25"),
      subnet("172.31.255.0/24"),
      subnet("192.168.1.0/29", "fd00::/64"),
      { ...subnet("203.0.113.0/24"), options: { subnets: { platform: "203.0.113.0/24" } } },
    ],
    fails: [
      { on: "platform", set: "ipamConfigs", to: undefined, says: "has a subnet that the engine chooses" },
      { ...subnet(), says: "has a subnet that the engine chooses" },
      { ...subnet("203.0.113.0/24"), says: "has the subnet 203.0.113.0/24, which is not private" },
      { ...subnet("172.15.0.0/16"), says: "has the subnet 172.15.0.0/16, which is not private" },
      { ...subnet("172.32.0.0/16"), says: "has the subnet 172.32.0.0/16, which is not private" },
      { ...subnet("110.0.0.0/16"), says: "has the subnet 110.0.0.0/16, which is not private" },
      { ...subnet("10.0.0.0/7"), says: "has the subnet 10.0.0.0/7, which is not private" },
      { ...subnet("10.0.0.0/240"), says: "has the subnet 10.0.0.0/240, which is not private" },
      { ...subnet("10.0.0.0/30"), says: "has the subnet 10.0.0.0/30, which is not private" },
      { ...subnet("10.0.0.0/8", "8.0.0.0/8"), says: "has the subnet 8.0.0.0/8, which is not private" },
      {
        ...subnet("172.31.0.0/16"),
        options: { subnets: { platform: "172.30.0.0/16" } },
        says: "has the subnet 172.31.0.0/16, and not 172.30.0.0/16",
      },
    ],
    undecided: [{ on: "platform", set: "ipamConfigs", to: [{ subnet: unknown.text }], names: ".ipamConfigs.0.subnet" }],
  },
  {
    policy: policies.onlyOwnNetworks,
    passes: [
      { on: "web", set: "networksAdvanced", to: [{ name: "other" }], options: { known: ["other"] } },
      { on: "platform", set: "id", to: unknown.text },
      {
        on: "platform",
        set: "resource",
        to: { type: "docker:index/network:Network", props: { name: "platform", id: networkId } },
      },
    ],
    fails: [
      {
        on: "web",
        set: "networksAdvanced.0.name",
        to: "database-data",
        says: "is attached to database-data",
      },
      { on: "web", set: "networksAdvanced.0.name", to: "other", says: "is attached to other" },
      { on: "web", set: "networksAdvanced.1", to: { name: "other" }, says: "is attached to other" },
      { on: "job", set: "taskSpec.networksAdvanceds", to: [{ id: "4f1a" }], says: "is attached to 4f1a" },
      { on: "web", set: "networksAdvanced.0.name", to: "web", says: "is attached to web" },
      ...[networkId.replace("0", "1"), `${networkId}0`, `0${networkId}`].map((id) => ({
        ...({ on: "web", set: "networksAdvanced.0.name" } as const),
        to: id,
        says: `is attached to ${id}`,
      })),
    ],
    undecided: [{ on: "web", set: "networksAdvanced.0.name", to: unknown.text, names: ".networksAdvanced.0.name" }],
  },
  {
    policy: policies.routesAreProbed,
    advisory: true,
    passes: [
      { ...dynamic, to: "http: { routers: { a: { entryPoints: [metrics], rule: 'Host(`a.org`)' } } }" },
      { ...dynamic, to: "http: { routers: { a: { rule: 'PathPrefix(`/`)' } } }" },
      { on: "watch-files", set: "files", to: { other: "links.example.org" }, options: { probes: "^other$" } },
    ],
    fails: [
      {
        on: "watch-files",
        set: "files",
        to: { "probes-a.yml": "links.example.", "probes-b.yml": "org" },
        says: "has routes that nothing probes: links.example.org",
        of: "stack",
      },
      {
        ...probes,
        to: "- targets: [other.example.org]",
        says: "has routes that nothing probes: links.example.org",
        of: "stack",
      },
      {
        ...probes,
        to: "- targets: [links.example.org.uk]",
        says: "has routes that nothing probes: links.example.org",
        of: "stack",
      },
      {
        ...dynamic,
        to: "http: { routers: { b: { rule: 'Host(`b.org`) && Path(`/x`) || Host(\"c.org\")' }, a: { rule: 'Host(`a.org`, `b.org`)' } } }",
        says: "has routes that nothing probes: a.org, b.org, c.org",
        of: "stack",
      },
      {
        on: "watch-files",
        set: "files",
        to: { "targets.yml": "links.example.org" },
        says: "has routes that nothing probes: links.example.org",
        of: "stack",
      },
      {
        ...labels("web", 4, { label: "traefik.http.routers.x.rule", value: "Host(`b.org`)" }),
        says: "has routes that nothing probes: b.org",
        of: "stack",
      },
    ],
    undecided: [{ ...probes, to: unknown.text, names: ".files.probes.yml" }],
  },
  {
    policy: policies.containersHaveAlert,
    advisory: true,
    passes: [
      { ...alerts, to: "expr: web and traefik or database, job" },
      { on: "watch-files", set: "files", to: { other: "web traefik database job" }, options: { alerts: "^other$" } },
    ],
    fails: [
      { ...alerts, to: "web traefik job", says: "has containers without an alert: database", of: "stack" },
      { ...alerts, to: "web-2 traefik", says: "has containers without an alert: database, job, web", of: "stack" },
      {
        on: "watch-files",
        set: "files",
        to: { "other.yml": "web traefik job database" },
        says: "has containers without an alert: database, job, traefik, web",
        of: "stack",
      },
    ],
    undecided: [{ ...alerts, to: unknown.text, names: ".files.alerts.yml" }],
  },
  {
    policy: policies.exceptionsAreUsed,
    advisory: true,
    passes: [
      { on: "traefik", set: "publishAllPorts", to: true, excepted: excepted("traefik") },
      { on: "traefik", set: "publishAllPorts", to: unknown.boolean, excepted: excepted("traefik") },
    ],
    fails: [
      { excepted: excepted("web"), says: unneeded("web"), of: "stack" },
      {
        on: "web",
        set: "publishAllPorts",
        to: true,
        excepted: excepted("web", "job"),
        says: unneeded("job"),
        of: "stack",
      },
      { excepted: excepted("gone", "job"), says: [unneeded("gone"), unneeded("job")], of: "stack" },
    ],
  },
];
