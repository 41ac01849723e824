/** The stacks (environments) there are: those described in the checkout, and those that have a state. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "../paths.ts";

/** The stack that commands work on when none is named. */
export const defaultStack = "dev";

/** The committed settings of a stack. */
export function settingsFile(stack: string, folder = checkout): string {
  return join(folder, `Pulumi.${stack}.yaml`);
}

/** The stacks that `folder` has settings for, by name. */
export function describedStacks(folder = checkout): string[] {
  return readdirSync(folder)
    .flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? [])
    .sort();
}

/** The stacks whose state is in the file backend at `backend`, by name. */
export function stacksWithState(backend: string, project: string): string[] {
  const folder = join(backend, ".pulumi", "stacks", project);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .flatMap((file) => /^(.+)\.json$/.exec(file)?.[1] ?? [])
    .sort();
}
