import { readFileSync } from "node:fs";
import { join } from "node:path";

function read(name: string): string {
  return readFileSync(join(import.meta.dirname, "scripts", `${name}.sh`), "utf8");
}

/**
 * The text of `components/scripts/<name>.sh`, which runs where Pulumi runs and reaches the host by its engine. Before
 * it stands `contained.sh`, which those that start containers of their own call.
 */
export function script(
  name: "write-files" | "wait-ready" | "check-major" | "own-volume" | "prepare-image" | "apply-realm",
): string {
  return read("contained") + read(name);
}
