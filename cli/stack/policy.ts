/** The platform's policy pack, which judges every run of Pulumi that can change the platform. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkout, stateDirectory } from "../paths.ts";
import { UserError } from "../terminal.ts";
import { writeAtomically } from "./state.ts";

/** What is configured for a policy: how it is enforced, or its options. */
type PolicyConfig = "mandatory" | "advisory" | "disabled" | Record<string, unknown>;

/** The configuration of the pack, by policy: of every stack, and of one. Each may be missing. */
function policyFiles(stack: string, folder: string): string[] {
  return ["Pulumi.policy.json", `Pulumi.${stack}.policy.json`].map((name) => join(folder, name)).filter(existsSync);
}

function read(file: string): Record<string, PolicyConfig> {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new UserError(`${file} is not JSON: ${(error as Error).message}`);
  }
}

/** How the pack is configured for a stack: what holds for every one, and what this one sets instead, by policy. */
export function policyConfig(stack: string, folder = checkout): Record<string, PolicyConfig> {
  return Object.assign({}, ...policyFiles(stack, folder).map(read));
}

/**
 * The arguments by which the Pulumi CLI judges a stack by the pack of the checkout, as it is configured for the stack.
 * The configuration is written to the state directory.
 * @throws UserError for a configuration that is not JSON
 */
export function policyArguments(stack: string, folders: { checkout?: string; directory?: string } = {}): string[] {
  const { checkout: from = checkout, directory = stateDirectory } = folders;
  const config = join(directory, `Pulumi.${stack}.policy.json`);
  writeAtomically(config, JSON.stringify(policyConfig(stack, from)));
  return ["--policy-pack", join(from, "policy"), "--policy-pack-config", config];
}
