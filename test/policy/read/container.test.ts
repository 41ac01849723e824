import { expect, test } from "vitest";
import { type ContainerProperties, containerProperties } from "../../../policy/read/container.ts";

/** Everything that can be read, with each reader asked. */
function read(type: string, props: object): Record<string, unknown> {
  const container = containerProperties({ type, props }) as ContainerProperties;
  const asked = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(asked);
    return typeof value === "function" ? asked(value()) : value;
  };
  return Object.fromEntries(Object.entries(container).map(([key, value]) => [key, asked(value)]));
}

const container = (props: object) => read("docker:index/container:Container", props);
const service = (props: object) => read("docker:index/service:Service", props);

const nothing = {
  image: undefined,
  entrypoint: [],
  command: [],
  user: undefined,
  groups: [],
  labels: [],
  environment: [],
  ports: [],
  publishAllPorts: false,
  networkMode: undefined,
  networks: [],
  mounts: [],
  privileged: false,
  addedCapabilities: [],
  droppedCapabilities: [],
  securityOptions: [],
  readOnlyRoot: false,
  namespaces: [],
  devices: [],
  ulimits: [],
  memory: undefined,
  memoryAndSwap: undefined,
  cpus: undefined,
  logDriver: undefined,
  logOptions: {},
  healthCheck: undefined,
  waits: false,
  stopSignal: undefined,
};

test("a container of which nothing is said has what the engine and the provider give it", () => {
  expect(container({})).toEqual({
    ...nothing,
    swarm: false,
    namespaces: ["pid", "ipc", "user", "cgroup"].map((kind) => ({ kind, mode: undefined })),
    restart: "no",
    graces: [
      { by: "the engine", seconds: 10 },
      { by: "Pulumi", seconds: 0 },
    ],
  });
});

test("and so has a service", () => {
  const bare = {
    ...nothing,
    swarm: true,
    securityOptions: [""],
    restart: "any",
    graces: [{ by: "the engine", seconds: 10 }],
  };
  expect(service({})).toEqual(bare);
  expect(service({ taskSpec: { logDriver: {}, restartPolicy: {}, resources: {}, containerSpec: {} } })).toEqual(bare);
});

test("everything that is said of a container is read", () => {
  const mounted = (kind: string, target: string, more: object = {}) => ({ kind, target, readOnly: false, ...more });
  const said = container({
    image: "web:1",
    entrypoints: ["/init"],
    command: ["serve"],
    user: "1:2",
    groupAdds: ["3"],
    labels: [{ label: "a", value: "b" }],
    envs: ["A=b=c", "B"],
    ports: [{ internal: 1, external: 2, protocol: "udp", ip: "::1" }, { internal: 3 }],
    publishAllPorts: true,
    networkMode: "none",
    networksAdvanced: [{ name: "platform" }],
    volumes: [
      { volumeName: "data", containerPath: "/a" },
      { volumeName: "data", hostPath: "/srv", containerPath: "/b", readOnly: true },
      { volumeName: "/srv", containerPath: "/c" },
      { containerPath: "/d" },
      { fromContainer: "other" },
    ],
    mounts: [
      { type: "bind", source: "/srv", target: "/e", readOnly: true, bindOptions: { propagation: "rslave" } },
      { type: "volume", source: "data", target: "/f" },
      { type: "volume", source: "", target: "/g", volumeOptions: { driverOptions: { device: "tmpfs" } } },
      { type: "volume", source: "data", target: "/h", volumeOptions: { driverOptions: { device: "/dev/sda" } } },
      { type: "tmpfs", target: "/i" },
      { type: "npipe", target: "/j" },
    ],
    tmpfs: { "/k": "rw" },
    privileged: true,
    capabilities: { adds: ["CHOWN"], drops: ["ALL"] },
    securityOpts: ["seccomp=builtin"],
    readOnly: true,
    pidMode: "host",
    ipcMode: "private",
    usernsMode: "host",
    cgroupnsMode: "private",
    devices: [{ hostPath: "/dev/kvm" }],
    deviceRequests: [{ driver: "nvidia" }, {}],
    deviceCgroupRules: ["c 1:1 r"],
    gpus: "all",
    ulimits: [{ name: "nofile", soft: 1, hard: 2 }],
    memory: 2,
    memorySwap: 3,
    cpus: "1.5",
    restart: "always",
    logDriver: "local",
    logOpts: { "max-size": "1m" },
    healthcheck: { tests: ["CMD", "ask"] },
    wait: true,
    stopSignal: "SIGINT",
    stopTimeout: 1,
    destroyGraceSeconds: 2,
  });
  expect(said).toEqual({
    swarm: false,
    image: "web:1",
    entrypoint: ["/init"],
    command: ["serve"],
    user: "1:2",
    groups: ["3"],
    labels: [{ name: "a", value: "b" }],
    environment: [
      { name: "A", value: "b=c" },
      { name: "B", value: "" },
    ],
    ports: [
      { external: 2, protocol: "udp", ip: "::1" },
      { external: undefined, protocol: "tcp", ip: undefined },
    ],
    publishAllPorts: true,
    networkMode: "none",
    networks: ["platform"],
    mounts: [
      mounted("volume", "/a", { source: "data" }),
      mounted("host", "/b", { source: "/srv", readOnly: true }),
      mounted("host", "/c", { source: "/srv" }),
      mounted("volume", "/d"),
      mounted("container", "", { source: "other" }),
      mounted("host", "/e", { source: "/srv", readOnly: true, propagation: "rslave" }),
      mounted("volume", "/f", { source: "data" }),
      mounted("volume", "/g"),
      mounted("host", "/h", { source: "/dev/sda" }),
      mounted("tmpfs", "/i"),
      mounted("other", "/j"),
      mounted("tmpfs", "/k"),
    ],
    privileged: true,
    addedCapabilities: ["CHOWN"],
    droppedCapabilities: ["ALL"],
    securityOptions: ["seccomp=builtin"],
    readOnlyRoot: true,
    namespaces: [
      { kind: "pid", mode: "host" },
      { kind: "ipc", mode: "private" },
      { kind: "user", mode: "host" },
      { kind: "cgroup", mode: "private" },
    ],
    devices: ["/dev/kvm", "driver nvidia", "driver of the engine's choice", "rule c 1:1 r", "gpus all"],
    ulimits: ["nofile"],
    memory: 2 * 1024 ** 2,
    memoryAndSwap: 3 * 1024 ** 2,
    cpus: 1.5,
    restart: "always",
    logDriver: "local",
    logOptions: { "max-size": "1m" },
    healthCheck: { tests: ["CMD", "ask"] },
    waits: true,
    stopSignal: "SIGINT",
    graces: [
      { by: "the engine", seconds: 1 },
      { by: "Pulumi", seconds: 2 },
    ],
  });
});

test("everything that is said of a service is read", () => {
  const said = service({
    labels: [{ label: "a", value: "b" }],
    endpointSpec: { ports: [{ targetPort: 1, publishedPort: 2, protocol: "udp" }, { targetPort: 3 }] },
    convergeConfig: {},
    taskSpec: {
      networksAdvanceds: [{ name: "platform" }, { id: "4f1a" }],
      resources: { limits: { memoryBytes: 5, nanoCpus: 1_500_000_000 } },
      restartPolicy: { condition: "none" },
      logDriver: { name: "local", options: { "max-size": "1m" } },
      containerSpec: {
        image: "job:1",
        commands: ["/init"],
        args: ["work"],
        user: "1:2",
        groups: ["3"],
        labels: [{ label: "c", value: "d" }],
        env: { A: "b" },
        mounts: [{ type: "volume", source: "data", target: "/a" }],
        capAdds: ["CHOWN"],
        capDrops: ["ALL"],
        privileges: { seLinuxContext: { disable: true } },
        readOnly: true,
        healthcheck: { tests: ["CMD", "ask"] },
        stopSignal: "SIGINT",
        stopGracePeriod: "1m30s",
      },
    },
  });
  expect(said).toEqual({
    ...nothing,
    swarm: true,
    image: "job:1",
    entrypoint: ["/init"],
    command: ["work"],
    user: "1:2",
    groups: ["3"],
    labels: [
      { name: "a", value: "b" },
      { name: "c", value: "d" },
    ],
    environment: [{ name: "A", value: "b" }],
    ports: [
      { external: 2, protocol: "udp" },
      { external: undefined, protocol: "tcp" },
    ],
    networks: ["platform", "4f1a"],
    mounts: [{ kind: "volume", source: "data", target: "/a", readOnly: false }],
    addedCapabilities: ["CHOWN"],
    droppedCapabilities: ["ALL"],
    securityOptions: ["label=disable"],
    readOnlyRoot: true,
    memory: 5,
    memoryAndSwap: 5,
    cpus: 1.5,
    restart: "none",
    logDriver: "local",
    logOptions: { "max-size": "1m" },
    healthCheck: { tests: ["CMD", "ask"] },
    waits: true,
    stopSignal: "SIGINT",
    graces: [{ by: "the engine", seconds: 90 }],
  });
});

test.each([
  ["1.5h", 5400],
  ["12m", 720],
  ["500ms", 0.5],
  ["1m0.5s", 60.5],
  ["0s", 0],
  ["100us", 0],
])("a grace of %s is %s seconds", (stopGracePeriod, seconds) => {
  expect(service({ taskSpec: { containerSpec: { stopGracePeriod } } }).graces).toEqual([{ by: "the engine", seconds }]);
});

test.each([
  [{ cpus: "0.0" }, undefined],
  [{ cpus: "2", cpuQuota: 50_000 }, 2],
  [{ cpuQuota: 50_000 }, 0.5],
  [{ cpuQuota: 50_000, cpuPeriod: 25_000 }, 2],
  [{ cpuQuota: 0 }, undefined],
  [{ cpuQuota: -1 }, undefined],
])("%j are %s cores", (props, cores) => {
  expect(container(props).cpus).toBe(cores);
});

test.each([
  [{ memory: 0, memorySwap: 0 }, undefined],
  [{ memory: 1, memorySwap: -1 }, -1],
])("%j are %s bytes of memory and swap", (props, bytes) => {
  expect(container(props).memoryAndSwap).toBe(bytes);
});

test("nothing else runs a container", () => {
  expect(containerProperties({ type: "docker:index/volume:Volume", props: {} })).toBeUndefined();
});
