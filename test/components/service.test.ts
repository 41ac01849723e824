import { describe, expect, test } from "vitest";
import { Host } from "../../components/host.ts";
import { Secrets } from "../../components/secrets.ts";
import { Service, type ServiceArgs } from "../../components/service.ts";
import { secretFile } from "../../config/secret-file.ts";
import type { ServiceDefinition } from "../../wiring/wire.ts";
import { mockedPassword, one, registeredBy } from "../support/mocks.ts";

const container = "docker:index/container:Container";
const command = "command:local:Command";
const volume = "docker:index/volume:Volume";

const hello: ServiceDefinition = {
  name: "toys_hello",
  stack: "toys",
  image: "kompose-toy:1.0.0",
  reference: "kompose/kompose-toy:1.0.0-abc",
  user: "1000:1000",
  port: 8080,
  memory: 32,
  cpus: 0.5,
  openFiles: 2048,
  health: { command: ["true"] },
  environment: { GREETING: "hi" },
  tmpfs: ["/tmp"],
  asksEngine: false,
  reachesInternet: false,
  files: [secretFile("token", "toys/token")],
};

function registered(service: ServiceDefinition = hello, more: Partial<ServiceArgs> = {}) {
  return registeredBy(() => {
    const host = new Host("host", {
      engine: "unix:///nowhere.sock",
      environment: "test",
      subnet: "172.30.0.0/16",
      toolImage: "busybox:1.37.0",
      protectData: false,
    });
    const secrets = new Secrets("secrets", { names: ["toys/token"] });
    new Service(service.name, { host, service, secrets, ...more });
  });
}

describe("a container", () => {
  test("has the least privilege", async () => {
    const { inputs } = one(await registered(), container, "toys_hello");
    expect(inputs).toMatchObject({
      user: "1000:1000",
      readOnly: true,
      capabilities: { drops: ["ALL"] },
      securityOpts: ["no-new-privileges:true"],
      memory: 32,
      memorySwap: 32,
      cpus: "0.5",
      logOpts: { "max-size": "10m", "max-file": "3" },
      restart: "unless-stopped",
      tmpfs: { "/tmp": "rw,noexec,nosuid,nodev,size=64m,mode=0700,uid=1000,gid=1000" },
      networksAdvanced: [{ name: "kompose" }],
      ports: [],
    });
    expect(Object.keys(inputs)).not.toEqual(expect.arrayContaining(["privileged"]));
    expect(inputs).not.toHaveProperty("publishAllPorts");
  });

  test("publishes a port only where told to, and for IPv4 alone", async () => {
    const publish = [{ port: 443, protocol: "udp" } as const];
    const { inputs } = one(await registered(hello, { publish }), container, "toys_hello");
    expect(inputs.ports).toEqual([{ internal: 443, external: 443, ip: "0.0.0.0", protocol: "udp" }]);
  });

  test("that asks about containers is on the engine's network too; the one that guards it, on that alone", async () => {
    const asking = one(await registered({ ...hello, asksEngine: true }), container, "toys_hello").inputs;
    expect(asking.networksAdvanced).toEqual([{ name: "kompose" }, { name: "kompose_engine" }]);
    expect(JSON.stringify(asking)).not.toContain(".sock");
    const resources = await registered(hello, { guardsEngine: true });
    const guard = one(resources, container, "toys_hello").inputs;
    expect(guard.networksAdvanced).toEqual([{ name: "kompose_engine" }]);
    expect(guard.volumes).toContainEqual({
      hostPath: "/nowhere.sock",
      containerPath: "/var/run/docker.sock",
      readOnly: true,
    });
    expect(one(resources, command, "toys_hello-ready").inputs.environment).toMatchObject({ NETWORK: "kompose_engine" });
    expect(one(resources, "docker:index/network:Network", "kompose_engine").inputs).toMatchObject({ internal: true });
  });

  test("has a way out only where it needs one, or is published", async () => {
    const networks = async (...args: Parameters<typeof registered>) =>
      one(await registered(...args), container, "toys_hello").inputs.networksAdvanced;
    expect(await networks()).toEqual([{ name: "kompose" }]);
    const both = [{ name: "kompose" }, { name: "kompose_internet" }];
    expect(await networks({ ...hello, reachesInternet: true })).toEqual(both);
    expect(await networks(hello, { publish: [{ port: 443, protocol: "tcp" }] })).toEqual(both);
    const network = "docker:index/network:Network";
    expect(one(await registered(), network, "kompose").inputs).toMatchObject({ internal: true });
    expect(one(await registered(), network, "kompose_internet").inputs).not.toHaveProperty("internal");
  });

  test("without data has a generated name and takes over its service's name when it is healthy", async () => {
    const resources = await registered();
    expect(one(resources, container, "toys_hello").inputs).not.toHaveProperty("name");
    expect(one(resources, command, "toys_hello-ready").inputs.environment).toMatchObject({ ALIAS: "toys_hello" });
  });

  test("with data has a fixed name and a volume of its own", async () => {
    const resources = await registered({ ...hello, data: { data: "/data" } });
    const { inputs } = one(resources, container, "toys_hello");
    expect(inputs).toMatchObject({ name: "toys_hello", destroyGraceSeconds: 30, stopTimeout: 30 });
    expect(inputs.volumes).toContainEqual({ containerPath: "/data", volumeName: "toys_hello-data" });
    expect(inputs.networksAdvanced).toEqual([{ name: "kompose", aliases: ["toys_hello.inside"] }]);
    expect(one(resources, volume, "toys_hello-data").inputs.labels).toContainEqual({
      label: "dev.kompose.data",
      value: "true",
    });
    expect(one(resources, command, "toys_hello-data-owner").inputs.environment).toMatchObject({
      OWNER: "1000:1000",
      VOLUME: "toys_hello-data",
    });
    expect(one(resources, command, "toys_hello-ready").inputs.environment).toMatchObject({ ALIAS: "" });
  });

  test("has a limit of open files", async () => {
    expect(one(await registered(), container, "toys_hello").inputs.ulimits).toEqual([
      { name: "nofile", soft: 2048, hard: 2048 },
    ]);
  });
});

describe("an image that is prepared", () => {
  const compiled = { ...hello, prepared: ["/bin/hello", "compile", "--all=yes"] };

  test("is what its container runs, and what its files are held against", async () => {
    const resources = await registered(compiled, { check: "hello --check" });
    expect(one(resources, container, "toys_hello").inputs.image).toBe("STDOUT-OF-toys_hello-image");
    expect(one(resources, command, "toys_hello-files").inputs.environment).toMatchObject({
      CHECK_IMAGE: "STDOUT-OF-toys_hello-image",
    });
  });

  test("is prepared from the exact image, and again when that is another one by the same name", async () => {
    expect(one(await registered(compiled), command, "toys_hello-image").inputs).toMatchObject({
      environment: {
        DOCKER_HOST: "unix:///nowhere.sock",
        ENVIRONMENT: "test",
        SERVICE: "toys_hello",
        REFERENCE: "kompose/kompose-toy:1.0.0-abc",
        IMAGE: "sha256:toys_hello",
        COMMAND: '["/bin/hello","compile","--all=yes"]',
      },
      logging: "stderr",
    });
  });

  test("is made only for a service that asks for it", async () => {
    const resources = await registered();
    expect(resources.map(({ name }) => name)).not.toContain("toys_hello-image");
    expect(one(resources, container, "toys_hello").inputs.image).toBe("sha256:toys_hello");
  });
});

describe("its files", () => {
  test("are mounted read-only, and reach the host on standard input alone", async () => {
    const resources = await registered();
    expect(one(resources, container, "toys_hello").inputs.volumes).toEqual([
      { volumeName: "toys_hello-files", containerPath: "/run/secrets", readOnly: true },
    ]);
    const write = one(resources, command, "toys_hello-files");
    expect(write.secrets).toContain("stdin");
    expect(write.inputs.stdin).toBe(`token ${Buffer.from(mockedPassword("toys/token")).toString("base64")}\n`);
  });

  test("are held against the program itself where it can judge them", async () => {
    const resources = await registered(hello, { check: "hello --check" });
    expect(one(resources, command, "toys_hello-files").inputs.environment).toMatchObject({
      CHECK: "hello --check",
      CHECK_IMAGE: "sha256:toys_hello",
    });
    expect(one(await registered(), command, "toys_hello-files").inputs.environment).not.toHaveProperty("CHECK");
  });

  test("show no secret in any other input of any resource", async () => {
    const plain = (await registered()).map(({ secrets, inputs, name }) => [
      name,
      Object.entries(inputs).filter(([key]) => !secrets.includes(key)),
    ]);
    expect(JSON.stringify(plain)).toContain("toys_hello-files");
    expect(JSON.stringify(plain)).not.toContain(mockedPassword("toys/token"));
    expect(JSON.stringify(plain)).not.toContain(Buffer.from(mockedPassword("toys/token")).toString("base64"));
  });

  test("replace the container only where a running program can not reload them", async () => {
    const labelsOf = async (onChange: "reload" | "restart", text: string) =>
      one(
        await registered({ ...hello, files: [{ path: "a", content: () => text, onChange }] }),
        container,
        "toys_hello",
      ).inputs.labels;
    expect(await labelsOf("reload", "one")).toEqual(await labelsOf("reload", "two"));
    expect(await labelsOf("restart", "one")).not.toEqual(await labelsOf("restart", "two"));
  });

  test("run the gate again when they change", async () => {
    const filesOf = async (text: string) =>
      one(
        await registered({ ...hello, files: [{ path: "a", content: () => text, onChange: "reload" }] }),
        command,
        "toys_hello-ready",
      ).inputs.environment;
    expect(await filesOf("one")).not.toEqual(await filesOf("two"));
  });

  test("are hidden by name in what the gate prints", async () => {
    const ready = one(await registered(), command, "toys_hello-ready");
    expect(ready.secrets).toContain("stdin");
    expect(ready.inputs.stdin).toBe(mockedPassword("toys/token"));
  });
});
