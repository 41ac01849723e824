import * as pulumi from "@pulumi/pulumi";
import type { StackShare } from "../wiring/wire.ts";
import type { Host } from "./host.ts";
import type { Secrets } from "./secrets.ts";
import { Service } from "./service.ts";

export interface ServiceStackArgs extends Pick<StackShare, "services"> {
  host: Host;
  /** Where the credentials of their needs come from. */
  secrets: Secrets;
}

/** The services of a folder of `services/` that need nothing beyond their own descriptions. */
export class ServiceStack extends pulumi.ComponentResource {
  constructor(name: string, args: ServiceStackArgs, opts?: pulumi.ComponentResourceOptions) {
    super("kompose:service:ServiceStack", name, {}, opts);
    const { host, secrets } = args;
    for (const service of args.services) {
      new Service(service.name, { host, service, secrets }, { parent: this });
    }
    this.registerOutputs({});
  }
}
