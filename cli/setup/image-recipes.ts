/** The images this checkout can build itself, for machines that no container registry answers: one folder each. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { contentHash } from "../content-hash.ts";
import { checkout } from "../paths.ts";
import { UserError } from "../terminal.ts";

/** The Debian release that images are built from. */
export const suite = "forky";

/** How to build one image. */
export interface Recipe {
  /** Its folder below `images/`, which is its repository's name below `kompose/` too. */
  name: string;
  folder: string;
  /** The upstream image whose contract it honours, with its major version; none for an image of our own. */
  upstream?: { repository: string; major: string };
  /** The images it is built on, `base` or another recipe's: build argument → recipe. */
  on: Record<string, string>;
}

const recipesFolder = join(checkout, "images");

function read(name: string): Recipe | undefined {
  const folder = join(recipesFolder, name);
  const dockerfile = join(folder, "Dockerfile");
  if (!existsSync(dockerfile)) return undefined;
  const text = readFileSync(dockerfile, "utf8");
  const [, repository, major] = /^# ([a-z0-9][a-z0-9./-]*):(\d+)\b/.exec(text) ?? [];
  const upstream = repository === undefined || major === undefined ? {} : { upstream: { repository, major } };
  // `ARG BASE` before the first FROM is the name of the image to build on.
  const before = text.slice(0, text.search(/^FROM /m));
  const on = Object.fromEntries(
    [...before.matchAll(/^ARG ([A-Z_]+)$/gm)].map(([, arg = ""]) => [arg, arg.toLowerCase()]),
  );
  return { name, folder, ...upstream, on };
}

/** All recipes, read from `images/`. */
export function recipes(): Recipe[] {
  return readdirSync(recipesFolder)
    .map(read)
    .filter((recipe) => recipe !== undefined);
}

/** Repository and tag of an image name: `quay.io/a/b:1.2` → `quay.io/a/b` and `1.2`. */
export function splitImage(image: string): { repository: string; tag: string } {
  const [, repository, tag] = /^(.+):([\w.-]+)$/.exec(image) ?? [];
  if (repository === undefined || tag === undefined) throw new UserError(`the image ${image} names no version`);
  return { repository, tag };
}

/** A version's major: `18.6` → `18`, `v7.15.3` → `7`. */
export function major(version: string): string {
  return /\d+/.exec(version)?.[0] ?? version;
}

/** The recipe for `image`, whatever its version, if there is one. */
export function recipeFor(image: string, among: readonly Recipe[]): Recipe | undefined {
  const { repository } = splitImage(image);
  return among.find((recipe) => (recipe.upstream?.repository ?? recipe.name) === repository);
}

/** What the base image is made from, as a hash. */
export function baseHash(): string {
  return contentHash(join(recipesFolder, "base"), suite).slice(0, 12);
}

/** What an image is made from, as a hash: its folder, what it is built on and the version asked for. */
export function recipeHash(recipe: Recipe, tag: string, among: readonly Recipe[]): string {
  const below = Object.values(recipe.on).map((name) => {
    if (name === "base") return baseHash();
    const other = among.find((candidate) => candidate.name === name);
    if (other === undefined) throw new Error(`images/${recipe.name} is built on ${name}, which images/ does not hold`);
    return recipeHash(other, "", among);
  });
  return contentHash(recipe.folder, recipe.upstream === undefined ? tag : "", ...below).slice(0, 12);
}
