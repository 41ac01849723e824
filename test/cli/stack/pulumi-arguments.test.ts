import { expect, test } from "vitest";
import { absolutePaths, stackOf } from "../../../cli/stack/pulumi-arguments.ts";

test.each([
  [["up"], undefined],
  [["up", "-s", "prod"], "prod"],
  [["-sprod", "up"], "prod"],
  [["up", "--stack", "prod"], "prod"],
  [["up", "--stack=prod"], "prod"],
  [["config", "set", "--", "-s", "x"], undefined],
  [["stack", "output", "--show-secrets"], undefined],
])("%j names stack %s", (args, stack) => {
  expect(stackOf(args)).toBe(stack);
});

test("files are meant from where the person is", () => {
  expect(absolutePaths(["stack", "export", "--file", "out.json"], "/here")).toEqual([
    "stack",
    "export",
    "--file",
    "/here/out.json",
  ]);
  expect(absolutePaths(["up", "--policy-pack=policy,/other", "--plan", "../p"], "/here")).toEqual([
    "up",
    "--policy-pack=/here/policy,/other",
    "--plan",
    "/p",
  ]);
  expect(absolutePaths(["config", "set", "kompose:domain", "a.b"], "/here")).toEqual([
    "config",
    "set",
    "kompose:domain",
    "a.b",
  ]);
});
