import * as pulumi from "@pulumi/pulumi";
import type { StackShare } from "../wiring/wire.ts";
import type { Host } from "./host.ts";
import type { Secrets } from "./secrets.ts";
import { Service } from "./service.ts";

export interface ServiceStackArgs extends Pick<StackShare, "services"> {
  host: Host;
  /** Where the credentials of their needs come from. */
  secrets: Secrets;
  /** What must be there before their containers start. */
  after: readonly pulumi.Resource[];
}

/** The services of a folder of `services/` that need nothing beyond their own descriptions. */
export class ServiceStack extends pulumi.ComponentResource {
  constructor(name: string, args: ServiceStackArgs, opts?: pulumi.ComponentResourceOptions) {
    super("kompose:service:ServiceStack", name, {}, opts);
    const { host, secrets, after } = args;
    for (const service of args.services) {
      new Service(service.name, { host, service, secrets, after }, { parent: this });
    }
    this.registerOutputs({});
  }
}
