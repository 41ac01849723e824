import * as command from "@pulumi/command";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { SecretFile } from "../config/secret-file.ts";
import type { Host } from "./host.ts";
import { HostFiles } from "./host-files.ts";
import { script } from "./script.ts";
import type { Secrets } from "./secrets.ts";

export interface RealmArgs {
  host: Host;
  /** The stack it belongs to. */
  stack: string;
  /** What applies it, and what is applied. */
  files: readonly SecretFile[];
  /** Where the secrets that the files hold come from. */
  secrets: Secrets;
  /** Exact reference of an image with Node. */
  image: string;
  /** What differs from what was last applied, because somebody changed it by hand. Default: nothing. */
  drift?: string;
  /** What must be there before. */
  after: readonly pulumi.Resource[];
}

/** What the realm's resources and files are called by. */
export const realmResource = "auth_realm";

/** Who may read its files: Node's own user in its image. */
export const realmOwner = "1000:1000";

/** The realm in a running Keycloak, brought to its files whenever they change, or somebody else changed what they say. */
export class Realm extends pulumi.ComponentResource {
  /** Known once it is applied. */
  readonly applied: pulumi.Output<string>;

  constructor(args: RealmArgs, opts?: pulumi.ComponentResourceOptions) {
    super("kompose:auth:Realm", realmResource, {}, opts);
    const { host, drift = "" } = args;
    const image = new docker.RemoteImage(
      realmResource,
      { name: args.image, keepLocally: true },
      { parent: this, provider: host.provider },
    ).imageId;
    const files = new HostFiles(
      `${realmResource}-files`,
      { host, stack: args.stack, service: realmResource, owner: realmOwner, files: args.files, secrets: args.secrets },
      { parent: this },
    );
    const apply = new command.local.Command(
      realmResource,
      {
        create: script("apply-realm"),
        environment: {
          ...host.containedEnvironment,
          IMAGE: image,
          OWNER: realmOwner,
          VOLUME: files.volume,
          NETWORK: host.network,
          FILES: files.hash,
          // The same by hand once more is another change.
          DRIFT: drift === "" ? "" : `${new Date().toISOString()}\n${drift}`,
        },
      },
      // Where nothing drifted, what was repaired before is no difference.
      { parent: this, dependsOn: [...args.after], ignoreChanges: drift === "" ? ["environment.DRIFT"] : [] },
    );
    this.applied = apply.id;
    this.registerOutputs({ applied: this.applied });
  }
}
