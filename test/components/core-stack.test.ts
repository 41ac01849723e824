import { beforeAll, describe, expect, test } from "vitest";
import { CoreStack } from "../../components/core-stack.ts";
import { Host } from "../../components/host.ts";
import { ServiceStack } from "../../components/service-stack.ts";
import { images } from "../../config/images.ts";
import { parseSettings } from "../../config/settings/settings.ts";
import { services } from "../../services/index.ts";
import { http, service } from "../../wiring/service.ts";
import { wire } from "../../wiring/wire.ts";
import { mockedPassword, one, type Registered, registeredBy } from "../support/mocks.ts";

const toy = {
  stack: "toys",
  description: service({
    name: "toys_hello",
    image: "kompose-toy:1.0.0",
    user: "65534:65534",
    port: 8080,
    memory: "32MiB",
    health: http(8080, "/healthz"),
    needs: { database: "hello", cache: { keys: "hello:*" } },
  }),
};

/** Everything that the platform registers under `config`. */
function platform(config: Record<string, unknown> = {}) {
  return registeredBy(() => {
    const described = [...services, toy];
    const settings = parseSettings(
      { "kompose:requireLockedImages": "false", ...config },
      { services: described.map(({ description }) => description.name) },
    );
    const wired = wire(described, settings, {});
    const host = new Host("host", {
      engine: settings.host.engine,
      environment: "test",
      subnet: settings.network.subnet,
      toolImage: images.busybox,
      protectData: settings.protectData,
    });
    const core = new CoreStack("core", { host, ...wired.core });
    for (const { name, services } of wired.stacks) {
      new ServiceStack(name, { host, secrets: core.secrets, services, after: [core] });
    }
  });
}

const container = "docker:index/container:Container";
const command = "command:local:Command";

/** Names of the resources whose inputs differ. */
function changed(before: readonly Registered[], after: readonly Registered[]): string[] {
  const key = ({ type, name }: Registered) => `${type} ${name}`;
  const old = new Map(before.map((resource) => [key(resource), JSON.stringify(resource)]));
  const all = new Map(after.map((resource) => [key(resource), JSON.stringify(resource)]));
  return [...new Set([...old.keys(), ...all.keys()])].filter((name) => old.get(name) !== all.get(name)).sort();
}

let resources: Registered[];
beforeAll(async () => {
  resources = await platform();
});

describe("the core", () => {
  test("is the four containers of the diagrams, and nothing of it is published", () => {
    const containers = resources.filter(({ type }) => type === container);
    expect(containers.map(({ name }) => name).sort()).toEqual([
      "core-mqtt",
      "core-postgres",
      "core-redis",
      "core-redis-sessions",
      "toys_hello",
    ]);
    expect(containers.flatMap(({ inputs }) => inputs.ports)).toEqual([]);
  });

  test("checks PostgreSQL's major version by the image's name", () => {
    expect(one(resources, command, "core-postgres-same-major").inputs.environment).toMatchObject({
      MAJOR: images.postgres.replace("postgres:", "").split(".")[0],
      VOLUME: "core-postgres-data",
    });
  });

  test("opens a door for devices only where the setting asks, with a certificate for their names", async () => {
    expect(resources.filter(({ type }) => type.startsWith("tls:"))).toEqual([]);
    const open = await platform({ "kompose:mqtt": { devices: { names: ["mqtt.example.org", "192.168.1.2"] } } });
    expect(one(open, container, "core-mqtt").inputs.ports).toEqual([
      { internal: 8883, external: 8883, ip: "0.0.0.0", protocol: "tcp" },
    ]);
    expect(one(open, "tls:index/certRequest:CertRequest", "core-mqtt").inputs).toMatchObject({
      dnsNames: ["core-mqtt", "mqtt.example.org"],
      ipAddresses: ["192.168.1.2"],
    });
  });
});

test("no password is in an environment variable, label, argument or any plain input", () => {
  const passwords = resources
    .filter(({ type }) => type === "random:index/randomPassword:RandomPassword")
    .map(({ name }) => mockedPassword(name));
  expect(passwords.length).toBeGreaterThan(20);
  const plain = JSON.stringify(
    resources.map(({ inputs, secrets }) => Object.entries(inputs).filter(([key]) => !secrets.includes(key))),
  );
  expect(passwords.filter((password) => plain.includes(password))).toEqual([]);
  expect(resources.filter(({ type, secrets }) => type === command && secrets.includes("stdin")).length).toBe(10);
});

describe("one setting", () => {
  test("of one service changes that service's resources alone", async () => {
    const after = await platform({ "kompose:services": { "core-redis": { memory: "512MiB" } } });
    expect(changed(resources, after)).toEqual([
      "command:local:Command core-redis-files",
      "command:local:Command core-redis-ready",
      "docker:index/container:Container core-redis",
      "kompose:host:HostFiles core-redis-files",
    ]);
  });

  test("that a running container takes as it is changes nothing but the container", async () => {
    const after = await platform({ "kompose:services": { toys_hello: { cpus: 0.5 } } });
    expect(changed(resources, after)).toEqual(["docker:index/container:Container toys_hello"]);
  });
});
