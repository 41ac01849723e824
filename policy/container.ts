/** What runs a container, read from rendered properties: a Docker container or a Docker Swarm service. */

/** Rendered properties: reading one that is unknown in a preview throws UnknownValueError. */
// biome-ignore lint/suspicious/noExplicitAny: the properties of every kind of resource, as Pulumi hands them over
export type Properties = Record<string, any>;

/** A port on the host, as the resource asks for it. */
export interface PublishedPort {
  /** Absent: the engine chooses one. */
  external?: number;
  protocol: string;
}

/** Something that runs a container. Everything is read when asked for, so that an unknown part spoils no other. */
export interface ContainerProperties {
  /** The value of its label `dev.kompose.service`; absent when it has none, or several that differ. */
  service(): string | undefined;
  /** One reader for each published port. */
  ports(): (() => PublishedPort)[];
  publishAllPorts(): boolean;
  /** One reader for each name of a network or network mode. */
  networks(): (() => string | undefined)[];
  /** One reader for each path of the host that it has; undefined for a volume. */
  hostPaths(): (() => string | undefined)[];
}

const serviceLabel = "dev.kompose.service";

function service(labels: Properties[] = []): string | undefined {
  const values = new Set<string>();
  for (const { label, value } of labels) if (label === serviceLabel) values.add(value);
  return values.size === 1 ? [...values][0] : undefined;
}

/**
 * A reader for each element. The elements are read one by one: iterating would stop at the first unknown one. A list
 * that is unknown as a whole is one reader, which says so.
 */
function readers<T>(list: () => Properties[] | undefined, read: (element: Properties) => T): (() => T)[] {
  try {
    return Array.from({ length: list()?.length ?? 0 }, (_, i) => () => read(list()?.[i] ?? {}));
  } catch (error) {
    return [
      () => {
        throw error;
      },
    ];
  }
}

function port(external: number | undefined, protocol: string | undefined): PublishedPort {
  return { protocol: protocol ?? "tcp", ...(external === undefined ? {} : { external }) };
}

/** Readers for the paths that mounts of the kind `bind` take from the host. */
function bound(mounts: () => Properties[] | undefined): (() => string | undefined)[] {
  return readers(mounts, ({ type, source }) => (type === "bind" ? source : undefined));
}

const kinds: Readonly<Record<string, (props: Properties) => ContainerProperties>> = {
  "docker:index/container:Container": (props) => ({
    service: () => service(props.labels),
    ports: () =>
      readers(
        () => props.ports,
        (element) => port(element.external, element.protocol),
      ),
    publishAllPorts: () => props.publishAllPorts === true,
    networks: () => [
      () => props.networkMode,
      ...readers(
        () => props.networksAdvanced,
        ({ name }) => name,
      ),
    ],
    hostPaths: () => [
      ...readers(
        () => props.volumes,
        ({ hostPath }) => hostPath,
      ),
      ...bound(() => props.mounts),
    ],
  }),
  "docker:index/service:Service": (props) => ({
    service: () => service(props.labels),
    ports: () =>
      readers(
        () => props.endpointSpec?.ports,
        (element) => port(element.publishedPort, element.protocol),
      ),
    // A Swarm service has no such switch: a port without a number is its nearest, and a rule of its own.
    publishAllPorts: () => false,
    networks: () =>
      readers(
        () => props.taskSpec?.networksAdvanceds,
        ({ name, id }) => name ?? id,
      ),
    hostPaths: () => bound(() => props.taskSpec?.containerSpec?.mounts),
  }),
};

/** Reads the properties of a resource that runs a container; undefined for any other type. */
export function containerProperties(type: string, props: Properties): ContainerProperties | undefined {
  return kinds[type]?.(props);
}
