/** Content hashes: the keys of everything cached. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";

/** A file itself, or every file below a folder, sorted; links are not followed. */
export function filesBelow(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/**
 * A hash of a folder's (or file's) names, modes and contents, and of any further `inputs` (versions, hashes of
 * what it is built on).
 * @returns the first 16 hexadecimal digits of a SHA-256
 */
export function contentHash(path: string, ...inputs: string[]): string {
  const hash = createHash("sha256");
  for (const file of filesBelow(path)) {
    hash.update(`${relative(path, file)}\0${statSync(file).mode & 0o111 ? "x" : "-"}\0`);
    hash.update(readFileSync(file)).update("\0");
  }
  for (const input of inputs) hash.update(`${input}\0`);
  return hash.digest("hex").slice(0, 16);
}
