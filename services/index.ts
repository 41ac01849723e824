/** Every description in this folder: `services/<stack>/<service>.ts`, one each. Adding a file adds a service. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Described, Description } from "../wiring/service.ts";

function isDescription(value: unknown): value is Description {
  return typeof value === "object" && value !== null && "kind" in value && "name" in value;
}

async function read(stack: string, file: string): Promise<Described[]> {
  const path = join(import.meta.dirname, stack, file);
  const exported: unknown[] = Object.values(await import(pathToFileURL(path).href));
  const descriptions = exported.filter(isDescription);
  if (descriptions.length !== 1) {
    throw new Error(
      `services/${stack}/${file} must export exactly one service(…) or client(…), found ${descriptions.length}`,
    );
  }
  return descriptions.map((description) => ({ stack, description }));
}

const files = readdirSync(import.meta.dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap((folder) =>
    readdirSync(join(import.meta.dirname, folder.name))
      .filter((file) => file.endsWith(".ts"))
      .map((file) => [folder.name, file] as const),
  )
  .sort();

/** All descriptions, ordered by stack and file name. */
export const services: readonly Described[] = (
  await Promise.all(files.map(([stack, file]) => read(stack, file)))
).flat();
