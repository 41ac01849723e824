/** The volumes of a stack, on the engine. */
import { docker, ofStack } from "./recovery/leftovers.ts";

/** A volume, and how much it holds as a person reads it: `48.1MB`. */
export interface Volume {
  name: string;
  size: string;
}

/** Names of the stack's volumes; with `data`, of those that hold data. */
export async function volumeNames(stack: string, host: string, data = false): Promise<string[]> {
  const labels = ofStack(stack, ...(data ? ["data=true"] : []));
  const names = await docker(host, "volume", "ls", ...labels, "--format", "{{.Name}}");
  return names.split("\n").filter(Boolean);
}

/** The stack's volumes with data, and their sizes. */
export async function dataVolumes(stack: string, host: string): Promise<Volume[]> {
  const names = await volumeNames(stack, host, true);
  if (names.length === 0) return [];
  const sizes = await docker(
    host,
    "system",
    "df",
    "--verbose",
    "--format",
    "{{range .Volumes}}{{.Name}} {{.Size}}\n{{end}}",
  );
  const size = new Map(sizes.split("\n").map((line) => line.split(" ") as [string, string]));
  return names.map((name) => ({ name, size: size.get(name) ?? "size unknown" }));
}

/** The question before data is deleted, which names every volume. */
export function deletionQuestion(stack: string, volumes: readonly Volume[]): string[] {
  const width = Math.max(0, ...volumes.map(({ name }) => name.length));
  return [
    volumes.length === 0
      ? `${stack} has no volume with data.`
      : `These volumes and everything in them will be deleted, for good:`,
    ...volumes.map(({ name, size }) => `  ${name.padEnd(width)}  ${size}`),
    `So will be every generated password of ${stack}.`,
  ];
}
