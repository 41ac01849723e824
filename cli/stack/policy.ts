/** The platform's policy pack, which judges every run of Pulumi that can change the platform. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "../paths.ts";

/** The file that configures the pack for a stack: its exceptions and their reasons. It may be missing. */
export function policyFile(stack: string, folder = checkout): string {
  return join(folder, `Pulumi.${stack}.policy.json`);
}

/** The arguments by which the Pulumi CLI judges a stack by the pack of `folder`, as that stack configures it. */
export function policyArguments(stack: string, folder = checkout): string[] {
  const config = policyFile(stack, folder);
  return ["--policy-pack", join(folder, "policy"), ...(existsSync(config) ? ["--policy-pack-config", config] : [])];
}
