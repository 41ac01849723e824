import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { policyArguments } from "../../../cli/stack/policy.ts";

function folder(files: Record<string, string> = {}): string {
  const made = mkdtempSync(join(tmpdir(), "kompose-policy-"));
  onTestFinished(() => rmSync(made, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(made, name), text);
  return made;
}

test("the pack of the checkout is configured for every stack, and by policy for one", () => {
  const checkout = folder({
    "Pulumi.policy.json": '{ "a": { "x": 1, "y": 2 }, "b": "advisory" }',
    "Pulumi.dev.policy.json": '{ "a": { "x": 3 }, "c": "disabled" }',
  });
  const directory = folder();
  const config = (stack: string) => {
    const [pack, path, option, file = ""] = policyArguments(stack, { checkout, directory });
    expect([pack, path, option]).toEqual(["--policy-pack", join(checkout, "policy"), "--policy-pack-config"]);
    expect(file.startsWith(directory)).toBe(true);
    return JSON.parse(readFileSync(file, "utf8"));
  };
  expect(config("dev")).toEqual({ a: { x: 3 }, b: "advisory", c: "disabled" });
  expect(config("prod")).toEqual({ a: { x: 1, y: 2 }, b: "advisory" });
});

test("without any configuration the pack's own holds", () => {
  const [, , , file = ""] = policyArguments("dev", { checkout: folder(), directory: folder() });
  expect(readFileSync(file, "utf8")).toBe("{}");
});

test("a configuration that is not JSON is named", () => {
  const checkout = folder({ "Pulumi.dev.policy.json": "{ x }" });
  expect(() => policyArguments("dev", { checkout, directory: folder() })).toThrow(
    `${join(checkout, "Pulumi.dev.policy.json")} is not JSON: `,
  );
});
