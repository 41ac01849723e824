import * as command from "@pulumi/command";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { insideName } from "../config/network-names.ts";
import { type SecretFile, secretsIn, secretsPath } from "../config/secret-file.ts";
import { enginePath } from "../config/socket-proxy.ts";
import type { ServiceDefinition } from "../wiring/wire.ts";
import { type Host, labels } from "./host.ts";
import { HostFiles } from "./host-files.ts";
import { script } from "./script.ts";
import type { Secrets } from "./secrets.ts";

export interface ServiceArgs {
  host: Host;
  service: ServiceDefinition;
  /** Where the secrets that its files hold come from. */
  secrets: Secrets;
  /** Further files, beside the credentials of its needs. */
  files?: readonly SecretFile[];
  /** Shell script, run in the container when it is healthy and whenever its files changed. */
  reload?: string;
  /** Shell script that fails where the program would not take its files, run before they replace those in use. */
  check?: string;
  /**
   * What must be there before its container starts. Not `dependsOn`: that would hold for its data too, which must stay
   * when all else goes. Default: nothing.
   */
  after?: readonly pulumi.Resource[];
  /** Ports published on the host. Only the platform's doors have any; policy/ingress.ts says which. */
  publish?: readonly PublishedPort[];
  /**
   * Stands between the engine and those who may ask it: has its socket, and is on the engine's network alone.
   * Default: false.
   */
  guardsEngine?: boolean;
}

/**
 * The version of how a description becomes a container: its labels, limits and mounts. It changes when a program that
 * reads them from the engine has to know.
 */
const definition = "1";

/** What the provider calls a change of a running container, and does nothing about: only a new one has it. */
const notTakenByRunning = ["healthcheck", "tmpfs"];

/** Data of a service. */
interface Data {
  mount: docker.types.input.ContainerVolume;
  /** What makes the volume the service's own, before it is used. */
  owned: pulumi.Resource;
}

/** A port that has the same number on the host. IPv4 alone: the engine's relay for IPv6 hides who asks. */
export interface PublishedPort {
  port: number;
  protocol: "tcp" | "udp";
}

/**
 * One container of the platform, with its image, files and data, and the gate that says when it is ready.
 *
 * A service without data is replaced without losing a request: the new container gets the service's name on the
 * network only once it is healthy, and only then is the old one stopped. One with data is stopped cleanly first.
 */
export class Service extends pulumi.ComponentResource {
  /** Known once the service is ready to be used. */
  readonly ready: pulumi.Output<string>;

  readonly #args: ServiceArgs;
  readonly #child: pulumi.CustomResourceOptions;

  constructor(name: string, args: ServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("kompose:service:Service", name, {}, opts);
    this.#args = args;
    this.#child = { parent: this, provider: args.host.provider };

    const image = this.#image();
    const files = this.#files(image);
    const container = this.#container(image, this.#data(), files);
    this.ready = this.#ready(container, files).id;
    this.registerOutputs({ ready: this.ready });
  }

  get #allFiles(): readonly SecretFile[] {
    return [...(this.#args.files ?? []), ...this.#args.service.files];
  }

  #labels(more: Parameters<typeof labels>[0] = {}) {
    const { host, service } = this.#args;
    return labels({ environment: host.environment, stack: service.stack, service: service.name, ...more });
  }

  #image(): pulumi.Output<string> {
    const { name, reference, prepared } = this.#args.service;
    const image = new docker.RemoteImage(name, { name: reference, keepLocally: true }, this.#child).imageId;
    return prepared === undefined ? image : this.#prepared(image, prepared);
  }

  #prepared(image: pulumi.Output<string>, argv: readonly string[]): pulumi.Output<string> {
    const { host, service } = this.#args;
    return new command.local.Command(
      `${service.name}-image`,
      {
        create: script("prepare-image"),
        environment: {
          ...host.containedEnvironment,
          // Another image by the same name is prepared again.
          IMAGE: image,
          REFERENCE: service.reference,
          SERVICE: service.name,
          COMMAND: JSON.stringify(argv),
        },
        // What it prints is for the container, not for a person.
        logging: command.local.Logging.Stderr,
      },
      { parent: this },
    ).stdout;
  }

  #files(image: pulumi.Output<string>): HostFiles | undefined {
    if (this.#allFiles.length === 0) return undefined;
    const { host, service, secrets, check } = this.#args;
    return new HostFiles(
      `${service.name}-files`,
      {
        host,
        stack: service.stack,
        service: service.name,
        owner: service.user,
        files: this.#allFiles,
        secrets,
        ...(check === undefined ? {} : { check: { image, script: check } }),
      },
      { parent: this },
    );
  }

  /** The networks it is on. By its name it is known on the first. */
  #networks(): [pulumi.Output<string>, ...pulumi.Output<string>[]] {
    const { host, service, publish = [], guardsEngine } = this.#args;
    if (guardsEngine) return [host.engineNetwork];
    return [
      host.network,
      ...(service.asksEngine ? [host.engineNetwork] : []),
      ...(service.reachesInternet || publish.length > 0 ? [host.internetNetwork] : []),
    ];
  }

  #data(): Data[] {
    const { host, service } = this.#args;
    return Object.entries(service.data ?? {}).map(([data, containerPath]) => {
      const name = `${service.name}-${data}`;
      const volume = new docker.Volume(
        name,
        { name, labels: this.#labels({ data: "true" }) },
        { ...this.#child, retainOnDelete: true, protect: host.protectData },
      ).name;
      // Not every image has the directory, and a volume without one belongs to root.
      const owned = new command.local.Command(
        `${name}-owner`,
        {
          create: script("own-volume"),
          environment: { ...host.containedEnvironment, OWNER: service.user, VOLUME: volume },
        },
        { parent: this },
      );
      return { mount: { containerPath, volumeName: volume }, owned };
    });
  }

  #container(image: pulumi.Output<string>, data: readonly Data[], files?: HostFiles): docker.Container {
    const { host, service, after = [], publish = [], guardsEngine } = this.#args;
    const stateful = data.length > 0;
    const mounts = [
      ...(files === undefined ? [] : [{ volumeName: files.volume, containerPath: secretsPath, readOnly: true }]),
      ...(guardsEngine ? [{ hostPath: host.socket, containerPath: enginePath, readOnly: true }] : []),
    ];
    return new docker.Container(
      service.name,
      {
        // A fixed name is for containers that can not run twice; the others are told apart by a generated one.
        ...(stateful ? { name: service.name } : {}),
        image,
        user: service.user,
        ...(service.command === undefined ? {} : { command: [...service.command] }),
        envs: Object.entries(service.environment ?? {}).map(([key, value]) => `${key}=${value}`),
        labels: this.#labels({ definition, ...(files === undefined ? {} : { files: files.restartHash }) }),

        // Explicit beside networksAdvanced: pulumi/pulumi-docker#1272.
        networkMode: "bridge",
        networksAdvanced: this.#networks().map((name, i) => ({
          name,
          ...(i === 0 && stateful ? { aliases: [insideName(service.name)] } : {}),
        })),
        ports: publish.map(({ port, protocol }) => ({ internal: port, external: port, ip: "0.0.0.0", protocol })),

        volumes: [...data.map(({ mount }) => mount), ...mounts],
        readOnly: true,
        tmpfs: Object.fromEntries((service.tmpfs ?? []).map((path) => [path, tmpfsOptions(service.user)])),

        capabilities: { drops: ["ALL"] },
        securityOpts: ["no-new-privileges:true"],

        memory: service.memory,
        memorySwap: service.memory,
        cpus: decimal(service.cpus),
        ulimits: [{ name: "nofile", soft: service.openFiles, hard: service.openFiles }],
        logDriver: "json-file",
        logOpts: { "max-size": "10m", "max-file": "3" },

        restart: "unless-stopped",
        healthcheck: {
          tests: ["CMD", ...service.health.command],
          interval: duration(service.health.intervalSeconds ?? 3),
          timeout: duration(5),
          retries: 3,
          startPeriod: duration(service.health.startPeriodSeconds ?? 60),
        },
        // Health is waited for by the gate below, which can say what is wrong.
        wait: false,
        stopSignal: service.stop?.signal ?? "SIGTERM",
        stopTimeout: stopSeconds(service, stateful),
        destroyGraceSeconds: stopSeconds(service, stateful),
      },
      {
        ...this.#child,
        // What is in a volume is waited for so, and not by its name: a policy is to know the name in every preview.
        dependsOn: [...after, ...data.map(({ owned }) => owned), ...(files === undefined ? [] : [files])],
        deleteBeforeReplace: stateful,
        replaceOnChanges: notTakenByRunning,
      },
    );
  }

  #ready(container: docker.Container, files?: HostFiles): command.local.Command {
    const { host, service, secrets, reload } = this.#args;
    const hidden = secretsIn(this.#allFiles).map((name) => secrets.get(name));
    return new command.local.Command(
      `${service.name}-ready`,
      {
        create: script("wait-ready"),
        environment: {
          DOCKER_HOST: host.engine,
          CONTAINER: container.id,
          SERVICE: service.name,
          TIMEOUT: String((service.health.startPeriodSeconds ?? 60) + 60),
          NETWORK: this.#networks()[0],
          ALIAS: service.data === undefined ? service.name : "",
          RELOAD: reload ?? "",
          // A change of the files runs this again.
          FILES: files?.hash ?? "",
        },
        stdin: pulumi.secret(pulumi.all(hidden).apply((values) => values.join("\n"))),
        // What it prints is a record for later; what it says is for a person.
        logging: command.local.Logging.Stderr,
      },
      { parent: this },
    );
  }
}

// The provider hands these back in Go's own spelling, and takes another spelling of the same for a change.
function decimal(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

function duration(seconds: number): string {
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}

function tmpfsOptions(user: string): string {
  const [uid, gid] = user.split(":");
  return `rw,noexec,nosuid,nodev,size=64m,mode=0700,uid=${uid},gid=${gid}`;
}

/** Long enough to write everything down: a killed database recovers, but slowly. */
function stopSeconds(service: ServiceDefinition, stateful: boolean): number {
  return service.stop?.graceSeconds ?? (stateful ? 30 : 10);
}
