import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The text of `components/scripts/<name>.sh`, which runs where Pulumi runs and reaches the host by its engine. */
export function script(name: "write-files" | "wait-ready" | "check-major" | "own-volume"): string {
  return readFileSync(join(import.meta.dirname, "scripts", `${name}.sh`), "utf8");
}
