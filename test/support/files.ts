import { readdirSync } from "node:fs";
import { join } from "node:path";

/** Every file below a folder, links not followed, but for what is below a folder of one of the names `except`. */
export function filesBelow(folder: string, except: readonly string[] = []): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (except.includes(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesBelow(path, except);
    return entry.isFile() ? [path] : [];
  });
}
