import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";

export interface HostArgs {
  /** Where the Docker Engine answers: `unix:///path` or `ssh://user@host`. */
  engine: string;
  /** The environment's name, such as `dev`; every resource on the host is labelled with it. */
  environment: string;
  /** The bridge network's IPv4 range, such as `172.30.0.0/16`. */
  subnet: string;
  /** Exact reference of the BusyBox image whose shell writes files on the host. */
  toolImage: string;
  /** Whether Pulumi refuses to delete data volumes. They outlive their resource in any case. */
  protectData: boolean;
}

/** The machine that the platform runs on: its engine, and the networks between containers. */
export class Host extends pulumi.ComponentResource {
  readonly provider: docker.Provider;
  /**
   * The name of the network that all meet on: `kompose`. It has no way out, and none in: an engine before version 28
   * lets whoever has a route to it reach every port of a container on any other kind, where the machine forwards.
   */
  readonly network: pulumi.Output<string>;
  /** The name of the network of those who need the internet, or are published to it. */
  readonly internetNetwork: pulumi.Output<string>;
  /** The name of the network on which the engine is asked, through the socket proxy alone. */
  readonly engineNetwork: pulumi.Output<string>;
  /** The id of the image that writes files on the host. */
  readonly toolImage: pulumi.Output<string>;
  readonly engine: string;
  readonly environment: string;
  readonly protectData: boolean;

  constructor(name: string, args: HostArgs, opts?: pulumi.ComponentResourceOptions) {
    super("kompose:host:Host", name, {}, opts);
    this.engine = args.engine;
    this.environment = args.environment;
    this.protectData = args.protectData;
    this.provider = new docker.Provider(name, { host: args.engine }, { parent: this });
    const network = this.#network("kompose", { internal: true, ipamConfigs: [{ subnet: args.subnet }] });
    this.network = network.name;
    // After the first, so that the engine chooses addresses that are free.
    this.internetNetwork = this.#network("kompose_internet", {}, network).name;
    this.engineNetwork = this.#network("kompose_engine", { internal: true }, network).name;
    this.toolImage = new docker.RemoteImage(
      "busybox",
      { name: args.toolImage, keepLocally: true },
      { parent: this, provider: this.provider },
    ).imageId;
    this.registerOutputs({ network: this.network });
  }

  #network(name: string, args: docker.NetworkArgs, ...dependsOn: pulumi.Resource[]): docker.Network {
    return new docker.Network(
      name,
      { name, driver: "bridge", labels: labels({ environment: this.environment }), ...args },
      { parent: this, provider: this.provider, deleteBeforeReplace: true, dependsOn },
    );
  }

  /** What `components/scripts/contained.sh` is to know, and the image for it that has a shell. */
  get containedEnvironment(): Record<"DOCKER_HOST" | "ENVIRONMENT" | "IMAGE", pulumi.Input<string>> {
    return { DOCKER_HOST: this.engine, ENVIRONMENT: this.environment, IMAGE: this.toolImage };
  }

  /** Where the engine's socket is, on its own machine. */
  get socket(): string {
    // An engine behind ssh is the one that its command line finds there.
    return this.engine.startsWith("unix://") ? this.engine.slice("unix://".length) : "/var/run/docker.sock";
  }
}

/** What our labels say, by their key below `dev.kompose.`. */
export type Labels = Partial<
  Record<"environment" | "stack" | "service" | "data" | "files" | "definition", pulumi.Input<string>>
>;

/** Labels as the engine's resources take them. They mark what is ours, for people and for `bin/down`. */
export function labels(values: Labels): { label: string; value: pulumi.Input<string> }[] {
  return Object.entries(values).map(([key, value]) => ({ label: `dev.kompose.${key}`, value }));
}
