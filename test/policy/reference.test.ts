import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { reference, referencePath } from "../../policy/reference.ts";

test("POLICIES.md is what the pack says; npm run docs:policies writes it", () => {
  expect(readFileSync(referencePath, "utf8")).toBe(reference());
});
