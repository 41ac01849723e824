import { describe, expect, test } from "vitest";
import * as ingress from "../../policy/ingress.ts";
import { container, judge, swarmService, unknownList, unknownNumber, unknownText } from "./judge.ts";

const labelled = (service: string) => [
  { label: "dev.kompose.stack", value: "any" },
  { label: "dev.kompose.service", value: service },
];
const tcp = (external: number) => ({ internal: external, external, protocol: "tcp" });
const onSwarm = ({ external, ...port }: { external: number; protocol?: string }) => ({
  ...port,
  publishedPort: external,
});

/** The three doors' ports, as the proxy publishes them. */
const proxyPorts = [tcp(80), tcp(443), { internal: 443, external: 443, protocol: "udp" }];
const proxy = {
  labels: labelled("proxy_app"),
  networkMode: "bridge",
  networksAdvanced: [{ name: "kompose" }],
  ports: proxyPorts,
};
const broker = { ...proxy, labels: labelled("core-mqtt"), ports: [tcp(8883)] };
const behind = { ...proxy, labels: labelled("link_app"), ports: [] };
const swarmProxy = {
  labels: labelled("proxy_app"),
  taskSpec: { networksAdvanceds: [{ id: "4f1a" }] },
  endpointSpec: { ports: proxyPorts.map(onSwarm) },
};

const pastTheProxy =
  "A port past the proxy is reached without TLS, without sign-in and without its access log. Give the service a route through the proxy, and remove its ports.";
const oneMore =
  "Every further port is one more that nobody watches and a firewall must know. Remove the port, or add it to the doors in policy/ingress.ts with the reason for it.";
const whateverIsExposed =
  "What is published would change with the image, on ports that the engine chooses. Remove publishAllPorts, and declare the ports of a door one by one.";
const onTheHost =
  "On it every port that the program opens is published, and the host's own local services are reachable. Remove the network mode, and attach the container to the platform's network.";
const mayPublish = "80/tcp, 443/tcp, 443/udp";

describe("what holds today passes every rule", () => {
  test.each([
    ["the proxy", container, proxy],
    ["the broker with a port for devices", container, broker],
    ["the broker without", container, { ...broker, ports: [] }],
    ["a service behind the proxy", container, behind],
    ["a container of which nothing is said", container, {}],
    ["a port without a protocol, which is TCP", container, { ...proxy, ports: [{ internal: 80, external: 80 }] }],
    ["the proxy as a Swarm service", swarmService, swarmProxy],
    [
      "a Swarm service behind the proxy",
      swarmService,
      { ...swarmProxy, labels: labelled("link_app"), endpointSpec: {} },
    ],
    ["a Swarm service of which nothing is said", swarmService, {}],
    ["a resource that runs nothing", "docker:index/network:Network", { ...proxy, labels: [], networkMode: "host" }],
  ])("%s", async (_, type, props) => {
    for (const policy of Object.values(ingress)) expect(await judge(policy, type, props)).toEqual({ violations: [] });
  });
});

describe("only doors publish", () => {
  test.each([
    [
      "another service",
      container,
      { ...proxy, labels: labelled("link_app"), ports: [tcp(443)] },
      [`it publishes 443/tcp as link_app. ${pastTheProxy}`],
    ],
    [
      "no label",
      container,
      { ...broker, labels: [] },
      [`it publishes 8883/tcp without a dev.kompose.service label. ${pastTheProxy}`],
    ],
    [
      "a label of another name",
      container,
      { ...broker, labels: [{ label: "service", value: "core-mqtt" }] },
      [`it publishes 8883/tcp without a dev.kompose.service label. ${pastTheProxy}`],
    ],
    [
      "two labels that differ",
      container,
      { ...broker, labels: [...labelled("core-mqtt"), ...labelled("link_app")] },
      [`it publishes 8883/tcp without a dev.kompose.service label. ${pastTheProxy}`],
    ],
    [
      "a name that every object has",
      container,
      { ...broker, labels: labelled("constructor") },
      [`it publishes 8883/tcp as constructor. ${pastTheProxy}`],
    ],
    [
      "loopback only",
      container,
      { ...behind, ports: [{ ...tcp(5432), ip: "127.0.0.1" }] },
      [`it publishes 5432/tcp as link_app. ${pastTheProxy}`],
    ],
    [
      "two ports",
      container,
      { ...behind, ports: [tcp(1), { internal: 2 }] },
      [`it publishes 1/tcp as link_app. ${pastTheProxy}`, `it publishes any port/tcp as link_app. ${pastTheProxy}`],
    ],
    [
      "another Swarm service",
      swarmService,
      { ...swarmProxy, labels: labelled("link_app"), endpointSpec: { ports: [onSwarm(tcp(443))] } },
      [`it publishes 443/tcp as link_app. ${pastTheProxy}`],
    ],
  ])("%s", async (_, type, props, violations) => {
    expect(await judge(ingress.onlyDoorsPublish, type, props)).toEqual({ violations });
  });
});

describe("only declared ports", () => {
  const proxyMay = (port: string) => `it publishes ${port} as proxy_app, which may publish ${mayPublish}. ${oneMore}`;
  test.each([
    ["a further port", container, { ...proxy, ports: [...proxyPorts, tcp(8080)] }, [proxyMay("8080/tcp")]],
    ["80 over UDP", container, { ...proxy, ports: [{ ...tcp(80), protocol: "udp" }] }, [proxyMay("80/udp")]],
    ["443 over SCTP", container, { ...proxy, ports: [{ ...tcp(443), protocol: "sctp" }] }, [proxyMay("443/sctp")]],
    ["a port that the engine chooses", container, { ...proxy, ports: [{ internal: 443 }] }, [proxyMay("any port/tcp")]],
    ["the broker's port on the proxy", container, { ...proxy, ports: [tcp(8883)] }, [proxyMay("8883/tcp")]],
    [
      "MQTT without TLS",
      container,
      { ...broker, ports: [tcp(1883)] },
      [`it publishes 1883/tcp as core-mqtt, which may publish 8883/tcp. ${oneMore}`],
    ],
    [
      "the broker's port over UDP",
      container,
      { ...broker, ports: [{ ...tcp(8883), protocol: "udp" }] },
      [`it publishes 8883/udp as core-mqtt, which may publish 8883/tcp. ${oneMore}`],
    ],
    [
      "a further port of a Swarm service",
      swarmService,
      { ...swarmProxy, endpointSpec: { ports: [onSwarm(tcp(8080))] } },
      [proxyMay("8080/tcp")],
    ],
  ])("%s", async (_, type, props, violations) => {
    expect(await judge(ingress.onlyDeclaredPorts, type, props)).toEqual({ violations });
  });
});

test("who is no door is told so once, by the rule for it", async () => {
  const props = { ...behind, ports: [tcp(80)] };
  expect(await judge(ingress.onlyDeclaredPorts, container, props)).toEqual({ violations: [] });
});

describe("no container publishes all ports", () => {
  test.each([
    ["a service", behind],
    ["the proxy", proxy],
    ["the broker", broker],
  ])("%s", async (_, props) => {
    expect(await judge(ingress.noPublishAllPorts, container, { ...props, publishAllPorts: false })).toEqual({
      violations: [],
    });
    expect(await judge(ingress.noPublishAllPorts, container, { ...props, publishAllPorts: true })).toEqual({
      violations: [`it publishes all ports. ${whateverIsExposed}`],
    });
  });
});

describe("no container uses the host's network", () => {
  test.each([
    ["as its mode", container, { ...behind, networkMode: "host" }],
    ["beside the platform's", container, { ...behind, networksAdvanced: [{ name: "kompose" }, { name: "host" }] }],
    ["the proxy", container, { ...proxy, networkMode: "host" }],
    ["a Swarm service, by id", swarmService, { ...swarmProxy, taskSpec: { networksAdvanceds: [{ id: "host" }] } }],
    ["a Swarm service, by name", swarmService, { ...swarmProxy, taskSpec: { networksAdvanceds: [{ name: "host" }] } }],
  ])("%s", async (_, type, props) => {
    expect(await judge(ingress.noHostNetwork, type, props)).toEqual({
      violations: [`it uses the host's network. ${onTheHost}`],
    });
  });
});

describe("what a preview does not know is reported, and hides no violation", () => {
  test.each([
    [
      ingress.onlyDoorsPublish,
      { ...proxy, labels: unknownList },
      { violations: [], undecided: "Array value at .labels can't be known during preview" },
    ],
    [
      ingress.onlyDoorsPublish,
      { ...behind, ports: [{ ...tcp(80), external: unknownNumber }, tcp(81)] },
      {
        violations: [`it publishes 81/tcp as link_app. ${pastTheProxy}`],
        undecided: "number value at .ports.0.external can't be known during preview",
      },
    ],
    [
      ingress.onlyDeclaredPorts,
      { ...proxy, ports: unknownList },
      { violations: [], undecided: "Array value at .ports can't be known during preview" },
    ],
    [
      ingress.onlyDeclaredPorts,
      { ...proxy, ports: [{ ...tcp(80), protocol: unknownText }] },
      { violations: [], undecided: "string value at .ports.0.protocol can't be known during preview" },
    ],
    [
      ingress.noPublishAllPorts,
      { ...behind, publishAllPorts: unknownText },
      { violations: [], undecided: "string value at .publishAllPorts can't be known during preview" },
    ],
    [
      ingress.noHostNetwork,
      { ...behind, networkMode: "host", networksAdvanced: unknownList },
      {
        violations: [`it uses the host's network. ${onTheHost}`],
        undecided: "Array value at .networksAdvanced can't be known during preview",
      },
    ],
    [
      ingress.noHostNetwork,
      { ...behind, networkMode: unknownText, networksAdvanced: [{ name: "host" }] },
      {
        violations: [`it uses the host's network. ${onTheHost}`],
        undecided: "string value at .networkMode can't be known during preview",
      },
    ],
  ])("$name", async (policy, props, judgement) => {
    expect(await judge(policy, container, props)).toEqual(judgement);
  });

  test("a service without ports needs no label to be known", async () => {
    expect(await judge(ingress.onlyDoorsPublish, container, { ...behind, labels: unknownList })).toEqual({
      violations: [],
    });
  });
});

test("every rule is mandatory and says why and what to do", () => {
  expect(
    Object.values(ingress)
      .map(({ name, enforcementLevel }) => [name, enforcementLevel])
      .sort(),
  ).toEqual([
    ["ingress-no-host-network", "mandatory"],
    ["ingress-no-publish-all-ports", "mandatory"],
    ["ingress-only-declared-ports", "mandatory"],
    ["ingress-only-doors-publish", "mandatory"],
  ]);
  for (const policy of Object.values(ingress)) expect(policy.remediationSteps).toMatch(/^(Give|Remove) .+\.$/);
});
