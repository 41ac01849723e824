import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkout } from "../../cli/paths.ts";
import { reference, referencePath } from "../../policy/reference.ts";

test("POLICIES.md is what the pack says; npm run docs:policies writes it", () => {
  expect(readFileSync(referencePath, "utf8")).toBe(reference());
});

test("the package depends on the versions that are tried here", () => {
  const read = (file: string) => JSON.parse(readFileSync(join(checkout, file), "utf8"));
  const [pack, platform] = [read("policy/package.json"), read("package.json")];
  for (const [name, version] of Object.entries(pack.dependencies)) expect(platform.dependencies[name]).toBe(version);
});
