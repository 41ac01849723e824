import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..", "..");

test("the pack starts as Pulumi starts it, without a type check", async () => {
  const loader = join(root, "node_modules", "@pulumi", "pulumi", "cmd", "run-policy-pack");
  // Pulumi's type check of a pack refuses imports that end in `.ts`: that it starts says that there was none.
  const pack = spawn(process.execPath, [loader, "127.0.0.1:1", "."], { cwd: join(root, "policy") });
  let errors = "";
  pack.stderr.on("data", (text) => {
    errors += text;
  });
  const [port] = await Promise.race([once(pack.stdout, "data"), once(pack, "exit")]);
  pack.kill();
  expect(errors).toBe("");
  expect(String(port)).toMatch(/^\d+\n$/);
});
