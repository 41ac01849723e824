/**
 * Finds or makes the Pulumi CLI with the plugins of package.json: one that was built before, the one on PATH, the
 * official installer's, or one built with Go from toolchain/, in this order.
 */
import { copyFileSync, existsSync, linkSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { ExecaError, execa } from "execa";
import { contentHash } from "../content-hash.ts";
import { cacheDirectory, checkout } from "../paths.ts";
import { type Progress, UserError } from "../terminal.ts";
import { finishedFolder } from "./finished-folder.ts";
import { buildGo, ensureGo } from "./go.ts";

/** A Pulumi CLI that is ready to be run, with every plugin the program needs. */
export interface Pulumi {
  /** The CLI's absolute path. */
  binary: string;
  /** Where it came from, for people. */
  how: string;
  /** The environment to run it with, beside the caller's own. */
  env: Record<string, string>;
  /** Whether it was built from toolchain/. */
  built: boolean;
}

/** A part of the toolchain: one Go module, one program. */
interface Module {
  /** Its folder below toolchain/. */
  name: string;
  /** The program's file name. */
  program: string;
  /** What Go is asked to build. */
  target: string;
  version: string;
}

/** The providers the program uses; each is an npm package whose version is also its plugin's. */
const providers = ["docker", "random", "command", "tls"] as const;

const toolchain = join(checkout, "toolchain");
const cache = join(cacheDirectory, "pulumi");
const operatingSystem = process.platform === "win32" ? "windows" : process.platform;
const architecture = process.arch === "x64" ? "amd64" : process.arch;

function npmVersion(name: string): string {
  const manifest: { dependencies: Record<string, string> } = JSON.parse(
    readFileSync(join(checkout, "package.json"), "utf8"),
  );
  const version = manifest.dependencies[`@pulumi/${name}`];
  if (version === undefined) throw new Error(`package.json does not depend on @pulumi/${name}`);
  return version;
}

/** The version of the CLI in toolchain/, as its go.mod says. */
function builtVersion(): string {
  const match = /github\.com\/pulumi\/pulumi\/pkg\/v3 v(\S+)/.exec(
    readFileSync(join(toolchain, "pulumi", "go.mod"), "utf8"),
  );
  if (!match?.[1]) throw new Error("toolchain/pulumi/go.mod does not name the CLI's version");
  return match[1];
}

function modules(): Module[] {
  const version = builtVersion();
  return [
    { name: "pulumi", program: "pulumi", target: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi", version },
    { name: "language-nodejs", program: "pulumi-language-nodejs", target: ".", version },
    ...providers.map((name) => ({
      name: `provider-${name}`,
      program: `pulumi-resource-${name}`,
      target: ".",
      version: npmVersion(name),
    })),
  ];
}

/** Where a module's program is, once it is built. */
function entryOf(module: Module): string {
  const key = contentHash(join(toolchain, module.name), module.version, operatingSystem, architecture);
  return join(cache, "modules", `${module.name}-${key}`);
}

function messageOf(error: unknown): string {
  if (error instanceof ExecaError) {
    // Without type arguments execa can not know that these are text.
    const output = String(error.stderr || error.stdout || "").trim();
    return output === "" ? error.shortMessage : output.split("\n").slice(-15).join("\n");
  }
  return error instanceof Error ? error.message : String(error);
}

/** PATH with `folders` and the folder of the running Node.js in front: the language host takes its `node` from there. */
function pathWith(...folders: string[]): string {
  return [...folders, dirname(process.execPath), process.env.PATH ?? ""].join(delimiter);
}

function environmentOf(binary: string): Record<string, string> {
  return {
    PULUMI_SKIP_UPDATE_CHECK: "true",
    NODE_COMPILE_CACHE: join(cacheDirectory, "node-compile-cache"),
    PATH: pathWith(dirname(binary)),
  };
}

function inOwnHome(folder: string, how: string, built: boolean): Pulumi {
  const binary = join(folder, "bin", "pulumi");
  const env = { ...environmentOf(binary), PULUMI_HOME: join(folder, "home") };
  return {
    binary,
    how,
    built,
    env: built ? { ...env, PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true" } : env,
  };
}

/** Installs every provider's plugin the way users do; one that is installed already costs nothing. */
async function installPlugins(binary: string, env: Record<string, string>, progress: Progress): Promise<void> {
  for (const name of providers) {
    progress(`plugin ${name}`);
    await execa(binary, ["plugin", "install", "resource", name, `v${npmVersion(name)}`], { env, timeout: 600_000 });
  }
}

/** The numbers of a version such as `v3.255.0-dev`. */
function numbersOf(version: string): number[] {
  return version.trim().replace(/^v/, "").split("-", 1)[0]?.split(".").map(Number) ?? [];
}

function atLeast(version: string, wanted: string): boolean {
  const have = numbersOf(version);
  for (const [index, number] of numbersOf(wanted).entries()) {
    const difference = (have[index] ?? 0) - number;
    if (difference !== 0) return difference > 0;
  }
  return true;
}

function onPath(program: string): string | undefined {
  return (process.env.PATH ?? "")
    .split(delimiter)
    .map((folder) => join(folder, program))
    .find((file) => existsSync(file));
}

/** The user's own CLI. That its plugins are there is remembered, so that only the first run has to look. */
async function fromPath(progress: Progress): Promise<Pulumi | undefined> {
  const binary = onPath("pulumi");
  if (binary === undefined) return undefined;
  const how = `${binary} (on PATH)`;
  const { mtimeMs, size } = statSync(binary);
  const known = JSON.stringify({ binary, mtimeMs, size, plugins: providers.map(npmVersion) });
  const memory = join(cache, "on-path.json");
  const found: Pulumi = { binary, how, env: environmentOf(binary), built: false };
  if (existsSync(memory) && readFileSync(memory, "utf8") === known) return found;

  progress("pulumi on PATH");
  try {
    const { stdout } = await execa(binary, ["version"], { env: found.env });
    if (!atLeast(stdout, builtVersion())) return undefined;
    await installPlugins(binary, found.env, progress);
  } catch {
    return undefined;
  }
  mkdirSync(cache, { recursive: true });
  writeFileSync(memory, known);
  return found;
}

function officialFolder(): string {
  const versions = [npmVersion("pulumi"), ...providers.map(npmVersion)];
  return join(cache, `official-${versions.join("-")}-${operatingSystem}-${architecture}`);
}

/** Pulumi's own installer. Where it can not be reached it fails within ten seconds. */
async function fromInstaller(progress: Progress): Promise<void> {
  const folder = officialFolder();
  await finishedFolder(folder, async (temporary) => {
    progress("get.pulumi.com");
    const script = await execa("curl", [
      "-fsSL",
      "--connect-timeout",
      "10",
      "--max-time",
      "30",
      "https://get.pulumi.com",
    ]);
    await execa("sh", ["-s", "--", "--version", npmVersion("pulumi"), "--install-root", temporary, "--no-edit-path"], {
      input: script.stdout,
      timeout: 600_000,
    });
    const { binary, env } = inOwnHome(temporary, "", false);
    await installPlugins(binary, env, progress);
  });
}

function builtFolder(all: Module[]): string {
  return join(cache, `built-${contentHash(join(toolchain, "pulumi", "go.mod"), ...all.map(entryOf))}`);
}

async function buildModule(module: Module, go: string): Promise<void> {
  const entry = entryOf(module);
  if (existsSync(entry)) return;
  await finishedFolder(entry, async (temporary) => {
    const versions = [
      `-X main.version=${module.version}`,
      `-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${module.version}`,
    ];
    try {
      await buildGo(go, join(toolchain, module.name), module.target, join(temporary, module.program), versions);
    } catch (error) {
      throw new UserError(`toolchain/${module.name} could not be built:\n${messageOf(error)}`);
    }
  });
}

function place(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}

/** Builds everything in toolchain/, one module after another, and installs the providers as plugins. */
async function fromToolchain(progress: Progress): Promise<void> {
  const all = modules();
  const go = all.every((module) => existsSync(entryOf(module))) ? "go" : await ensureGo(progress);
  for (const [index, module] of all.entries()) {
    progress(`${index + 1} of ${all.length}: ${module.name}`);
    await buildModule(module, go);
  }
  await finishedFolder(builtFolder(all), async (temporary) => {
    mkdirSync(join(temporary, "bin"));
    for (const module of all) {
      if (!module.name.startsWith("provider-")) {
        place(join(entryOf(module), module.program), join(temporary, "bin", module.program));
      }
    }
    const { binary, env } = inOwnHome(temporary, "", true);
    for (const name of providers) {
      const module = all.find((candidate) => candidate.name === `provider-${name}`);
      if (module === undefined) continue;
      progress(`plugin ${name}`);
      const file = join(entryOf(module), module.program);
      await execa(binary, ["plugin", "install", "resource", name, `v${module.version}`, "--file", file], { env });
    }
  });
}

/** The Pulumi CLI with its plugins. What is ready is used at once, without starting a process. */
export async function ensurePulumi(progress: Progress): Promise<Pulumi> {
  const built = builtFolder(modules());
  const builtPulumi = inOwnHome(built, `built from toolchain/ (v${builtVersion()})`, true);
  if (existsSync(built)) return builtPulumi;

  const users = await fromPath(progress);
  if (users !== undefined) return users;

  const official = inOwnHome(officialFolder(), `official installer (v${npmVersion("pulumi")})`, false);
  if (existsSync(officialFolder())) return official;
  let refusal: string;
  try {
    await fromInstaller(progress);
    return official;
  } catch (error) {
    refusal = messageOf(error);
  }

  try {
    await fromToolchain(progress);
  } catch (error) {
    throw new UserError(
      "No Pulumi CLI: there is none of version " +
        `${builtVersion()} or newer with its plugins on PATH, the official installer failed, and so did building it.\n` +
        `Installer: ${refusal}\nBuild: ${messageOf(error)}\n` +
        "Install Pulumi (https://www.pulumi.com/docs/install/), then run this again.",
    );
  }
  return builtPulumi;
}
