import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { policyArguments } from "../../../cli/stack/policy.ts";

test("the pack of the checkout, with the stack's configuration where it has one", () => {
  const folder = mkdtempSync(join(tmpdir(), "kompose-policy-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const pack = ["--policy-pack", join(folder, "policy")];
  writeFileSync(join(folder, "Pulumi.prod.policy.json"), "{}");
  expect(policyArguments("dev", folder)).toEqual(pack);
  expect(policyArguments("prod", folder)).toEqual([
    ...pack,
    "--policy-pack-config",
    join(folder, "Pulumi.prod.policy.json"),
  ]);
});
