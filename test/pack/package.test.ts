/** The pack as others install it, on the example of its README. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { execa } from "execa";
import { expect, onTestFinished, test } from "vitest";
import { checkout } from "../../cli/paths.ts";
import { Project } from "../toolchain/project.ts";

/** Builds the package, and returns its archive. */
async function packed(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "kompose-package-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  cpSync(join(checkout, "policy"), join(folder, "policy"), { recursive: true });
  cpSync(join(checkout, "tsconfig.json"), join(folder, "tsconfig.json"));
  symlinkSync(join(checkout, "node_modules"), join(folder, "node_modules"));
  const PATH = [join(checkout, "node_modules/.bin"), dirname(process.execPath), process.env.PATH].join(delimiter);
  await execa("npm", ["run", "build"], { cwd: join(folder, "policy"), env: { PATH } });
  const dist = join(folder, "policy/dist");
  await execa("npm", ["pack", "--silent"], { cwd: dist, env: { PATH } });
  return join(dist, readdirSync(dist).find((file) => file.endsWith(".tgz")) as string);
}

test("the package judges a program that has nothing else of ours, as its README shows", async () => {
  const readme = readFileSync(join(checkout, "policy/README.md"), "utf8");
  const [, program = ""] = /```ts\n(.*?)```/s.exec(readme) ?? [];
  const [, said = ""] = /```\n(\[mandatory\].*?)```/s.exec(readme) ?? [];
  const project = await Project.create(program);
  // What it depends on, and the package itself, which Node.js loads no TypeScript from.
  const modules = join(project.folder, "node_modules");
  rmSync(modules);
  mkdirSync(join(modules, "kompose-policy"), { recursive: true });
  for (const name of readdirSync(join(checkout, "node_modules"))) {
    symlinkSync(join(checkout, "node_modules", name), join(modules, name));
  }
  await execa("tar", ["xzf", await packed(), "--strip-components=1", "-C", join(modules, "kompose-policy")]);
  expect(readdirSync(join(modules, "kompose-policy"))).toContain("POLICIES.md");

  const { exitCode, all } = await project.pulumi("preview", "--policy-pack", join(modules, "kompose-policy"));
  expect(exitCode).not.toBe(0);
  const lines = said.trim().split("\n");
  expect(lines).toHaveLength(2);
  for (const line of lines) expect(all).toContain(line.trim());
});
