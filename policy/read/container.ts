/** What runs a container, read from rendered properties: a Docker container or a Docker Swarm service. */
import { entryReaders, type Properties, type Reader, type Resource, readers } from "./resource.ts";

/** A port on the host, as the resource asks for it. */
export interface PublishedPort {
  /** Absent: the engine chooses one. */
  external?: number | undefined;
  protocol: string;
  /** The address of the host it is published at; absent: all. */
  ip?: string | undefined;
}

/** Something mounted into the container. */
export interface Mount {
  kind: "volume" | "host" | "tmpfs" | "container" | "other";
  /** The volume's name, the host's path, or the container whose mounts it takes over; absent for an anonymous volume. */
  source?: string | undefined;
  /** The path in the container. */
  target: string;
  readOnly: boolean;
  /** How mounts below it travel between the host and the container (mount_namespaces(7)); absent: not at all. */
  propagation?: string | undefined;
}

/** `NAME=value` of the environment, or a label. */
export interface Setting {
  name: string;
  value: string;
}

/** A health check. */
export interface HealthCheck {
  /** `["CMD", …]`, `["CMD-SHELL", script]` or `["NONE"]`; empty: the image's. */
  tests: readonly string[];
}

/** How long it has between being asked to stop and being killed. */
export interface Grace {
  /** Who stops it. */
  by: "the engine" | "Pulumi";
  seconds: number;
}

/** Something that runs a container. Everything is read when asked for, so that an unknown part spoils no other. */
export interface ContainerProperties {
  /** Whether it is a Docker Swarm service, which lacks what the engine does not offer for one. */
  swarm: boolean;
  image(): string;
  /** The entry point that replaces the image's; empty where it does not. */
  entrypoint(): readonly Reader<string>[];
  /** The arguments that replace the image's; empty where they do not. */
  command(): readonly Reader<string>[];
  user(): string | undefined;
  /** Further groups, by name or number. */
  groups(): readonly Reader<string>[];
  labels(): readonly Reader<Setting>[];
  environment(): readonly Reader<Setting>[];
  ports(): readonly Reader<PublishedPort>[];
  publishAllPorts(): boolean;
  /** `host`, `bridge`, `none`, `container:<id>` or a network's name; undefined where nothing is said. */
  networkMode(): string | undefined;
  /** The names, or ids, of the networks it is attached to. */
  networks(): readonly Reader<string>[];
  mounts(): readonly Reader<Mount>[];
  privileged(): boolean;
  addedCapabilities(): readonly Reader<string>[];
  droppedCapabilities(): readonly Reader<string>[];
  /** As the engine takes them: `no-new-privileges:true`, `seccomp=unconfined`. */
  securityOptions(): readonly Reader<string>[];
  readOnlyRoot(): boolean;
  /** A namespace of the host or of another container that it shares, by kind: `pid`, `ipc`, `user`, `cgroup`. */
  namespaces(): readonly Reader<{ kind: string; mode: string | undefined }>[];
  /** What it has of the host's hardware: `/dev/ttyUSB0`, `driver nvidia`, `rule c 188:* rmw`, `gpus all`. */
  devices(): readonly Reader<string>[];
  /** The names of its resource limits. */
  ulimits(): readonly Reader<string>[];
  /** In bytes; undefined where there is none. */
  memory(): number | undefined;
  /** Memory and swap together, in bytes; -1 is no limit, undefined the engine's default: twice the memory. */
  memoryAndSwap(): number | undefined;
  /** Cores; undefined where there is no limit. */
  cpus(): number | undefined;
  /** When it is started again: `no`, `on-failure`, `always`, `unless-stopped`; of a service `none`, `on-failure`, `any`. */
  restart(): string;
  logDriver(): string | undefined;
  logOptions(): Properties;
  healthCheck(): HealthCheck | undefined;
  /** Whether creating it waits until it is healthy. */
  waits(): boolean;
  stopSignal(): string | undefined;
  graces(): readonly Reader<Grace>[];
}

const mebibyte = 1024 ** 2;

/** Seconds that the engine gives where nothing is said (docker container stop reference). */
const engineGrace = 10;

/** A label. Its value is read when asked for: most rules want to know it only under certain names. */
const setting = (element: Properties): Setting => ({
  name: element.label,
  get value() {
    return element.value;
  },
});

/** An element of `envs`. */
function environmentSetting(text: string): Setting {
  const at = text.indexOf("=");
  return at === -1 ? { name: text, value: "" } : { name: text.slice(0, at), value: text.slice(at + 1) };
}

/** `mounts`, which both kinds have. */
function mounts(list: () => Properties[] | undefined): Reader<Mount>[] {
  const kinds: Readonly<Record<string, Mount["kind"]>> = { volume: "volume", bind: "host", tmpfs: "tmpfs" };
  return readers(list, ({ type, source, target, readOnly, bindOptions, volumeOptions }) => {
    const path = boundPath(volumeOptions?.driverOptions);
    return {
      kind: path === undefined ? (kinds[type] ?? "other") : "host",
      source: (path ?? source) || undefined,
      target,
      readOnly: readOnly === true,
      propagation: bindOptions?.propagation,
    };
  });
}

/**
 * The path or disk of the host that a volume is, by the options of the engine's local driver; undefined where the
 * engine keeps its data, or a network file system does.
 */
export function boundPath(driverOptions: Properties | undefined): string | undefined {
  const device: string | undefined = driverOptions?.device;
  return device?.startsWith("/") ? device : undefined;
}

/** An element of a container's `volumes`. The engine takes a volume's name that begins with `/` for a path. */
function volume({ volumeName, hostPath, containerPath, fromContainer, readOnly }: Properties): Mount {
  const of = (kind: Mount["kind"], source?: string): Mount => ({
    ...{ kind, target: containerPath ?? "", readOnly: readOnly === true },
    source: source || undefined,
  });
  if (fromContainer) return of("container", fromContainer);
  const source = hostPath || volumeName;
  return of(source?.startsWith("/") ? "host" : "volume", source);
}

/** Seconds of a duration as Go writes it (`1m30s`). */
function seconds(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const unit: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 0.001 };
  return [...text.matchAll(/([\d.]+)(ms|h|m|s)/g)].reduce(
    (sum, [, n, u]) => sum + Number(n) * (unit[u as string] ?? 0),
    0,
  );
}

function container(props: Properties): ContainerProperties {
  const list = <T>(name: string, read: (element: Properties) => T) => readers(() => props[name] as Properties[], read);
  const texts = (name: string) =>
    readers(
      () => props[name] as string[],
      (text) => text,
    );
  return {
    swarm: false,
    image: () => props.image,
    entrypoint: () => texts("entrypoints"),
    command: () => texts("command"),
    user: () => props.user,
    groups: () => texts("groupAdds"),
    labels: () => list("labels", setting),
    environment: () => readers(() => props.envs as string[], environmentSetting),
    ports: () => list("ports", ({ external, protocol, ip }) => ({ external, protocol: protocol ?? "tcp", ip })),
    publishAllPorts: () => props.publishAllPorts === true,
    networkMode: () => props.networkMode,
    networks: () => list("networksAdvanced", ({ name }) => name),
    mounts: () => [
      ...list("volumes", volume),
      ...mounts(() => props.mounts),
      ...entryReaders(
        () => props.tmpfs,
        (target): Mount => ({ kind: "tmpfs", target, readOnly: false }),
      ),
    ],
    privileged: () => props.privileged === true,
    addedCapabilities: () =>
      readers(
        () => props.capabilities?.adds as string[],
        (text) => text,
      ),
    droppedCapabilities: () =>
      readers(
        () => props.capabilities?.drops as string[],
        (text) => text,
      ),
    securityOptions: () => texts("securityOpts"),
    readOnlyRoot: () => props.readOnly === true,
    namespaces: () =>
      Object.entries({ pid: "pidMode", ipc: "ipcMode", user: "usernsMode", cgroup: "cgroupnsMode" }).map(
        ([kind, name]) =>
          () => ({ kind, mode: props[name] }),
      ),
    devices: () => [
      ...list("devices", ({ hostPath }) => hostPath as string),
      ...list("deviceRequests", ({ driver }) => `driver ${driver || "of the engine's choice"}`),
      ...readers(
        () => props.deviceCgroupRules as string[],
        (rule) => `rule ${rule}`,
      ),
      ...readers(
        () => (props.gpus ? [props.gpus as string] : []),
        (gpus) => `gpus ${gpus}`,
      ),
    ],
    ulimits: () => list("ulimits", ({ name }) => name),
    memory: () => (props.memory ? props.memory * mebibyte : undefined),
    memoryAndSwap: () => (props.memorySwap > 0 ? props.memorySwap * mebibyte : props.memorySwap || undefined),
    cpus: () => cores(props),
    restart: () => props.restart || "no",
    logDriver: () => props.logDriver,
    logOptions: () => props.logOpts ?? {},
    healthCheck: () => props.healthcheck && { tests: props.healthcheck.tests ?? [] },
    waits: () => props.wait === true,
    stopSignal: () => props.stopSignal,
    graces: () => [
      () => ({ by: "the engine", seconds: props.stopTimeout ?? engineGrace }),
      // The provider stops with a time-out of 0 where it is told none, whatever stopTimeout says.
      () => ({ by: "Pulumi", seconds: props.destroyGraceSeconds ?? 0 }),
    ],
  };
}

function cores({ cpus, cpuQuota, cpuPeriod }: Properties): number | undefined {
  if (cpus) return Number(cpus) || undefined;
  // The engine's default period is 100,000 microseconds (docker run reference, "CPU period constraint").
  return cpuQuota > 0 ? cpuQuota / (cpuPeriod || 100_000) : undefined;
}

function swarmService(props: Properties): ContainerProperties {
  const spec = (): Properties => props.taskSpec?.containerSpec ?? {};
  const texts = (name: string) =>
    readers(
      () => spec()[name] as string[],
      (text) => text,
    );
  const limits = (): Properties => props.taskSpec?.resources?.limits ?? {};
  return {
    swarm: true,
    image: () => spec().image,
    entrypoint: () => texts("commands"),
    command: () => texts("args"),
    user: () => spec().user,
    groups: () => texts("groups"),
    labels: () => [
      ...readers(() => props.labels as Properties[], setting),
      ...readers(() => spec().labels as Properties[], setting),
    ],
    environment: () =>
      entryReaders(
        () => spec().env,
        (name, value) => ({ name, value }),
      ),
    ports: () =>
      readers(
        () => props.endpointSpec?.ports as Properties[],
        ({ publishedPort, protocol }) => ({ external: publishedPort, protocol: protocol ?? "tcp" }),
      ),
    // A Swarm service has no such switch: a port without a number is its nearest, and a rule of its own.
    publishAllPorts: () => false,
    networkMode: () => undefined,
    networks: () =>
      readers(
        () => props.taskSpec?.networksAdvanceds as Properties[],
        ({ name, id }) => name ?? id,
      ),
    mounts: () => mounts(() => spec().mounts),
    privileged: () => false,
    addedCapabilities: () => texts("capAdds"),
    droppedCapabilities: () => texts("capDrops"),
    securityOptions: () => [() => (spec().privileges?.seLinuxContext?.disable === true ? "label=disable" : "")],
    readOnlyRoot: () => spec().readOnly === true,
    namespaces: () => [],
    devices: () => [],
    ulimits: () => [],
    memory: () => limits().memoryBytes || undefined,
    // Swarm has no setting for swap.
    memoryAndSwap: () => limits().memoryBytes || undefined,
    cpus: () => (limits().nanoCpus ? limits().nanoCpus / 1e9 : undefined),
    // "any" is what the engine takes nothing for (Engine API, TaskSpec.RestartPolicy).
    restart: () => props.taskSpec?.restartPolicy?.condition || "any",
    logDriver: () => props.taskSpec?.logDriver?.name,
    logOptions: () => props.taskSpec?.logDriver?.options ?? {},
    healthCheck: () => spec().healthcheck && { tests: spec().healthcheck.tests ?? [] },
    waits: () => props.convergeConfig !== undefined,
    stopSignal: () => spec().stopSignal,
    graces: () => [() => ({ by: "the engine", seconds: seconds(spec().stopGracePeriod) ?? engineGrace })],
  };
}

const kinds: Readonly<Record<string, (props: Properties) => ContainerProperties>> = {
  "docker:index/container:Container": container,
  "docker:index/service:Service": swarmService,
};

/** Reads the properties of a resource that runs a container; undefined for any other type. */
export function containerProperties({
  type,
  props,
}: Pick<Resource, "type" | "props">): ContainerProperties | undefined {
  return kinds[type]?.(props);
}

/** A resource that runs a container, with what was read of it. */
export interface Running<R> {
  resource: R;
  container: ContainerProperties;
}

/** Every resource that runs a container. */
export function running<R extends Resource>(resources: readonly R[]): Running<R>[] {
  return resources.flatMap((resource) => {
    const container = containerProperties(resource);
    return container === undefined ? [] : [{ resource, container }];
  });
}
