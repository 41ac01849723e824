import * as pulumi from "@pulumi/pulumi";
import type { Inventory } from "../wiring/inventory.ts";

/**
 * What the platform grants, as outputs that the state keeps, so that a change of it can be told from what was. Not
 * outputs of the stack, which every `up` shows.
 */
export class Granted extends pulumi.ComponentResource {
  constructor(name: string, inventory: Inventory, opts?: pulumi.ComponentResourceOptions) {
    super("kompose:platform:Granted", name, {}, opts);
    this.registerOutputs(inventory);
  }
}
