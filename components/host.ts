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

/** The machine that the platform runs on: its engine, and the one network every container is on. */
export class Host extends pulumi.ComponentResource {
  readonly provider: docker.Provider;
  /** The network's name: `kompose`. */
  readonly network: pulumi.Output<string>;
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
    this.network = new docker.Network(
      "kompose",
      {
        name: "kompose",
        driver: "bridge",
        ipamConfigs: [{ subnet: args.subnet }],
        labels: labels({ environment: args.environment }),
      },
      { parent: this, provider: this.provider, deleteBeforeReplace: true },
    ).name;
    this.toolImage = new docker.RemoteImage(
      "busybox",
      { name: args.toolImage, keepLocally: true },
      { parent: this, provider: this.provider },
    ).imageId;
    this.registerOutputs({ network: this.network });
  }
}

/** What our labels say, by their key below `dev.kompose.`. */
export type Labels = Partial<Record<"environment" | "stack" | "service" | "data" | "files", pulumi.Input<string>>>;

/** Labels as the engine's resources take them. They mark what is ours, for people and for `bin/down`. */
export function labels(values: Labels): { label: string; value: pulumi.Input<string> }[] {
  return Object.entries(values).map(([key, value]) => ({ label: `dev.kompose.${key}`, value }));
}
