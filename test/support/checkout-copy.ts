/** A copy of the checkout that a test may edit. */
import { cpSync, mkdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { checkout } from "../../cli/paths.ts";

/** Copies what is in the checkout, committed or not, to `folder`; installed packages are shared. */
export async function copyCheckout(folder: string): Promise<void> {
  const options = ["ls-files", "--cached", "--others", "--exclude-standard"];
  const { stdout } = await execa("git", options, { cwd: checkout });
  for (const file of stdout.split("\n")) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(checkout, file), join(folder, file), { force: true });
  }
  symlinkSync(join(checkout, "node_modules"), join(folder, "node_modules"));
}
