/** `bin/pin`: writes the digest of every image to `images.lock.json`, so that a version always means the same bytes. */
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { execa } from "execa";
import { images } from "../config/images.ts";
import { checkout } from "./paths.ts";
import { defaultHost, engineEnvironment, ensureEngine } from "./setup/engine.ts";
import { splitImage } from "./setup/image-recipes.ts";
import { type Progress, run, say, step, UserError } from "./terminal.ts";

const help = `usage: bin/pin [--lock FILE] [--help]

Pulls every image of config/images.ts and writes its digest to images.lock.json. Commit the file.

  --lock FILE  writes this file instead of images.lock.json
  --help       shows this

The Docker Engine of DOCKER_HOST is used, else this machine's own. A container registry must answer.`;

interface Options {
  lock: string;
  help: boolean;
}

function options(args: readonly string[]): Options {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { lock: { type: "string", default: join(checkout, "images.lock.json") }, help: { type: "boolean" } },
    });
    return { lock: resolve(values.lock), help: values.help === true };
  } catch (error) {
    throw new UserError(`${(error as Error).message}\n\n${help}`);
  }
}

/** Pulls `image` and asks the engine by which digest the registry knows it. */
async function digestOf(image: string, host: string): Promise<string> {
  const env = engineEnvironment(host);
  const pulled = await execa("docker", ["pull", "--quiet", image], { env, reject: false });
  if (pulled.failed) throw new UserError(`${image} can not be pulled: ${pulled.stderr.trim()}`);
  const { stdout } = await execa("docker", ["image", "inspect", "--format", "{{json .RepoDigests}}", image], { env });
  const { repository } = splitImage(image);
  const names: string[] = JSON.parse(stdout);
  const digest = names.find((name) => name.startsWith(`${repository}@`))?.slice(repository.length + 1);
  if (digest === undefined) throw new UserError(`the registry gave no digest for ${image}: it says ${stdout}`);
  return digest;
}

async function digests(names: readonly string[], host: string, progress: Progress): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const [index, image] of names.entries()) {
    progress(`${image} (${index + 1} of ${names.length})`);
    found[image] = await digestOf(image, host);
  }
  return found;
}

function read(file: string): Record<string, string> {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return {};
  }
}

/** The lines that tell what pinning changed. */
function changes(before: Record<string, string>, after: Record<string, string>): string[] {
  const short = (digest: string) => digest.slice(0, "sha256:".length + 12);
  const gone = Object.keys(before).filter((image) => after[image] === undefined);
  const other = Object.entries(after).filter(([image, digest]) => before[image] !== digest);
  return [
    ...other.map(([image, digest]) => {
      const was = before[image];
      return `    ${image}  ${was === undefined ? "" : `${short(was)} → `}${short(digest)}`;
    }),
    ...gone.map((image) => `    ${image}  removed`),
  ];
}

await run(async () => {
  const { lock, help: wanted } = options(process.argv.slice(2));
  if (wanted) return say(help);
  const host = process.env.DOCKER_HOST ?? defaultHost;
  await step("Docker Engine", async (progress) => (await ensureEngine(host, { yes: false }, progress)).version);
  const names: string[] = [...new Set<string>(Object.values(images))].sort();
  const after = await step("digests", (progress) => digests(names, host, progress));
  const before = read(lock);
  writeFileSync(`${lock}.new`, `${JSON.stringify(after, null, 2)}\n`);
  renameSync(`${lock}.new`, lock);
  const lines = changes(before, after);
  say(lines.length === 0 ? "  every digest is as it was" : [`  ${lock}:`, ...lines].join("\n"));
});
