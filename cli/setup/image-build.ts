/** Builds the images of `images/` on an engine, from Debian packages, Go modules, npm packages and Maven artifacts. */
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa, type Options } from "execa";
import { cacheDirectory, checkout } from "../paths.ts";
import { coloured, type Progress, say, UserError } from "../terminal.ts";
import { asRoot, engineEnvironment, ensureProgram } from "./engine.ts";
import { ensureGo } from "./go.ts";
import { baseHash, major, type Recipe, recipeHash, splitImage, suite } from "./image-recipes.ts";
import { mavenArtifact } from "./maven.ts";

/** The file in which a built image says which package or module it was made from. */
const sourceFile = "/usr/share/kompose/source";

/** Runs a command whose output is only of interest while it runs and when it fails. */
async function watched(
  argv: readonly string[],
  options: Options,
  progress: Progress,
  pick: (line: string) => string | undefined,
): Promise<string> {
  const [file = "", ...rest] = argv;
  const running = execa(file, rest, { ...options, all: true, reject: false, lines: false, buffer: true });
  for await (const line of running.iterable({ from: "all" })) {
    const text = pick(String(line));
    if (text !== undefined) progress(text.slice(0, 100));
  }
  const result = await running;
  const all = String(result.all ?? "");
  if (result.failed) {
    throw new UserError(`\`${argv.join(" ").slice(0, 200)}\` failed:\n${all.split("\n").slice(-30).join("\n")}`);
  }
  return all;
}

/** The Debian mirror that this machine itself installs from; `KOMPOSE_DEBIAN_MIRROR` names one elsewhere. */
async function debianMirror(): Promise<string> {
  const chosen = process.env.KOMPOSE_DEBIAN_MIRROR;
  if (chosen !== undefined) return chosen;
  const targets = await execa("apt-get", ["indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"], {
    reject: false,
  });
  const mirror = targets.stdout?.split("\n").find((uri) => /\/debian\/?$/.test(uri));
  if (mirror !== undefined) return mirror;
  throw new UserError(
    "no container registry answers, and the images can not be built because no Debian mirror is among this machine's " +
      "package sources: set KOMPOSE_DEBIAN_MIRROR to the address of one",
  );
}

/** The base image's root file system, from the cache or made with debootstrap. */
async function rootFileSystem(progress: Progress): Promise<string> {
  const tar = join(cacheDirectory, "images", `base-${suite}-${process.arch}-${baseHash()}.tar`);
  if (existsSync(tar)) return tar;
  const mirror = await debianMirror();
  await ensureProgram("debootstrap", progress);
  progress(`Debian ${suite}: bootstrapping`);
  let packages = 0;
  await watched(
    [...asRoot(), join(checkout, "images/base/rootfs.sh"), suite, mirror, tar],
    { stdin: "inherit" },
    progress,
    (line) => {
      if (/^I: (Unpacking|Configuring) /.test(line)) packages++;
      return packages > 0 && packages % 25 === 0 ? `Debian ${suite}: ${line.slice(3)}` : undefined;
    },
  );
  return tar;
}

/** The tag of the base image; it is imported into the engine where it is missing. */
async function base(host: string, progress: Progress): Promise<string> {
  const tag = `kompose/base:${suite}-${baseHash()}`;
  const env = engineEnvironment(host);
  if (!(await execa("docker", ["image", "inspect", tag], { env, reject: false })).failed) return tag;
  const tar = await rootFileSystem(progress);
  const settings = [
    "ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    'CMD ["bash"]',
    `LABEL dev.kompose.image.source="debian ${suite}"`,
    `LABEL dev.kompose.image.hash=${baseHash()}`,
  ];
  progress("base: importing");
  await execa("docker", ["import", ...settings.flatMap((line) => ["--change", line]), tar, tag], { env });
  return tag;
}

/** The module among those that a go.mod requires that holds the package `path`. */
function moduleOf(path: string, goMod: string): { module: string; version: string } {
  const required = [...goMod.matchAll(/^\s*(?:require )?(\S+) (v\S+)/gm)];
  const [, module = "", version = ""] = required.find(([, name = ""]) => path.startsWith(name)) ?? [];
  return { module, version };
}

/**
 * Builds the Go programs of a folder with a go.mod into `context`: those that the module names as its tools, else its
 * own package main, under the folder's name. A comment `// version is in PACKAGE.VARIABLE` has the first tool's
 * version written there, as its makers' own builds do.
 * @returns what was built from which module, if it is not our own
 */
async function goPrograms(recipe: Recipe, context: string, progress: Progress): Promise<string> {
  const goMod = readFileSync(join(recipe.folder, "go.mod"), "utf8");
  const tools = [...goMod.matchAll(/^(?:tool |\t)([^\s(]+)$/gm)].map(([, path = ""]) => path);
  const { module, version } = moduleOf(tools[0] ?? "", goMod);
  const variable = /^\/\/ version is in (\S+)$/m.exec(goMod)?.[1];
  const flags = ["-s", "-w", ...(variable === undefined ? [] : ["-X", `${variable}=${upstreamVersion(version)}`])];
  progress(`${recipe.name}: go build`);
  const output = tools.length === 0 ? [join(context, recipe.name), "."] : [`${context}/`, ...tools];
  await watched(
    [
      await ensureGo(progress),
      "build",
      "-mod=readonly",
      "-trimpath",
      "-buildvcs=false",
      `-ldflags=${flags.join(" ")}`,
      "-o",
      ...output,
    ],
    { cwd: recipe.folder, env: { CGO_ENABLED: "0", GOOS: "linux" } },
    progress,
    (line) => (line.startsWith("go: downloading") ? `${recipe.name}: ${line.slice(4)}` : undefined),
  );
  return tools.length === 0 ? "" : `go ${module} ${version}`;
}

/**
 * Installs the npm packages of a folder with a package-lock.json into `context`, where its files already are.
 * @returns the package that the image is about: the first dependency that there is one of for this machine
 */
async function npmPackages(recipe: Recipe, context: string, progress: Progress): Promise<string> {
  progress(`${recipe.name}: npm ci`);
  await watched(["npm", "ci", "--ignore-scripts", "--loglevel=error"], { cwd: context }, progress, () => undefined);
  const json = (path: string) => JSON.parse(readFileSync(path, "utf8"));
  const { dependencies, optionalDependencies } = json(join(context, "package.json"));
  const manifests = Object.keys({ ...dependencies, ...optionalDependencies })
    .map((name) => join(context, "node_modules", name, "package.json"))
    .filter((path) => existsSync(path));
  if (manifests[0] === undefined) throw new UserError(`images/${recipe.name} has no npm package for ${process.arch}`);
  const { name, version } = json(manifests[0]);
  return `npm ${name} ${version}`;
}

/**
 * Unpacks the zip that a folder's pom.xml names into `context`.
 * @returns which one it is
 */
async function mavenZip(recipe: Recipe, context: string, progress: Progress): Promise<string> {
  const { artifact, file } = await mavenArtifact(join(recipe.folder, "pom.xml"), progress);
  await ensureProgram("unzip", progress);
  await execa("unzip", ["-q", file, "-d", context]);
  return `maven ${artifact.groupId}:${artifact.artifactId} ${artifact.version}`;
}

/** `5:8.0.6-1` and `v8.0.6` → `8.0.6`. */
function upstreamVersion(version: string): string {
  return /^(?:\d+:)?v?(\d[\d.]*\d|\d)/.exec(version)?.[1] ?? version;
}

/** The proxy settings of this machine; a build gets them as Docker's predefined arguments. */
function proxyArguments(): string[] {
  const names = ["http_proxy", "https_proxy", "no_proxy"].flatMap((name) => [name, name.toUpperCase()]);
  return names.filter((name) => process.env[name]).flatMap((name) => ["--build-arg", name]);
}

/**
 * Builds one image, and first those it is built on.
 * @param image the upstream name, such as `postgres:18.6`
 * @param built recipe and version → tag, of what is on the engine; new tags are added
 * @returns the tag
 * @throws UserError when the packages hold another major version
 */
export async function buildImage(
  image: string,
  recipe: Recipe,
  among: readonly Recipe[],
  host: string,
  built: Map<string, string>,
  progress: Progress,
): Promise<string> {
  const { tag: asked } = splitImage(image);
  if (recipe.upstream !== undefined && recipe.upstream.major !== major(asked)) {
    throw new UserError(
      `no container registry answers, and images/${recipe.name} builds version ${recipe.upstream.major}: ` +
        `${image} can not be had here`,
    );
  }
  const hash = recipeHash(recipe, asked, among);
  const known = built.get(`kompose/${recipe.name} ${hash}`);
  if (known !== undefined) return known;

  const on: string[] = [];
  for (const [argument, name] of Object.entries(recipe.on)) {
    const other = among.find((candidate) => candidate.name === name);
    const below =
      other === undefined
        ? await base(host, progress)
        : await buildImage(`${name}:${other.upstream?.major ?? "0"}`, other, among, host, built, progress);
    on.push("--build-arg", `${argument}=${below}`);
  }

  const env = { ...engineEnvironment(host), DOCKER_BUILDKIT: "0" };
  const has = (file: string) => existsSync(join(recipe.folder, file));
  const context = mkdtempSync(join(tmpdir(), "kompose-image-"));
  const idFile = join(context, ".id");
  try {
    cpSync(recipe.folder, context, { recursive: true });
    let source = "";
    if (has("go.mod")) source = await goPrograms(recipe, context, progress);
    if (has("package-lock.json")) source = await npmPackages(recipe, context, progress);
    if (has("pom.xml")) source = await mavenZip(recipe, context, progress);
    await watched(
      ["docker", "build", "--network=host", "--force-rm", `--iidfile=${idFile}`, ...proxyArguments(), ...on]
        .concat(recipe.upstream === undefined ? ["--build-arg", `VERSION=${asked}`] : [])
        .concat(context),
      { env },
      progress,
      (line) => {
        const [, number, of] = /^Step (\d+)\/(\d+)/.exec(line) ?? [];
        if (number !== undefined) return `${recipe.name}: building, step ${number} of ${of}`;
        return undefined;
      },
    );
    const id = readFileSync(idFile, "utf8").trim();
    if (recipe.upstream !== undefined && source === "") {
      // Copied, not run: an engine that only builds may not make a network, not even an empty one.
      const created = (await execa("docker", ["create", id], { env })).stdout.trim();
      const copy = `${idFile}.source`;
      await execa("docker", ["cp", `${created}:${sourceFile}`, copy], { env });
      await execa("docker", ["rm", "--volumes", created], { env });
      source = readFileSync(copy, "utf8").trim();
    }
    const version = source === "" ? asked : upstreamVersion(source.split(" ").at(-1) ?? "");
    if (major(version) !== major(asked)) {
      throw new UserError(
        `${image} is asked for, and the packages now hold ${version} (${source}): another major version`,
      );
    }
    const tag = `kompose/${recipe.name}:${version}-${hash}`;
    const labels = {
      "org.opencontainers.image.version": version,
      "dev.kompose.image.upstream": recipe.upstream === undefined ? "" : recipe.upstream.repository,
      "dev.kompose.image.source": source === "" ? `images/${recipe.name}` : source,
      "dev.kompose.image.hash": hash,
    };
    // What was really installed is known only now, so the labels are an image of their own on top.
    const labelled = Object.entries(labels).map(([key, value]) => `LABEL ${key}=${JSON.stringify(value)}`);
    await execa("docker", ["build", `--tag=${tag}`, "-"], { env, input: [`FROM ${id}`, ...labelled, ""].join("\n") });
    built.set(`kompose/${recipe.name} ${hash}`, tag);
    return tag;
  } finally {
    rmSync(context, { recursive: true, force: true });
  }
}

/** Says plainly that what was built is another patch version than the one asked for. */
export function sayOtherVersion(image: string, tag: string): void {
  const asked = upstreamVersion(splitImage(image).tag);
  const version = splitImage(tag).tag.replace(/-[0-9a-f]{12}$/, "");
  if (version === asked || version.startsWith(`${asked}.`)) return;
  say(
    `${process.stdout.isTTY ? "\r\u001b[2K" : ""}  ${coloured("yellow", "!")} ${image}: built here as ${version}, which is what the packages hold`,
  );
}
