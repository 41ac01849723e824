import { expect, test } from "vitest";
import { absolutePaths, stackOf, withPolicy } from "../../../cli/stack/pulumi-arguments.ts";

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

const ours = ["--policy-pack", "/ours"];

test.each([
  [["up"], ["up", ...ours]],
  [
    ["update", "--yes"],
    ["update", ...ours, "--yes"],
  ],
  [
    ["preview", "--diff"],
    ["preview", ...ours, "--diff"],
  ],
  [["pre"], ["pre", ...ours]],
  [["watch"], ["watch", ...ours]],
  [
    ["up", "--", "x"],
    ["up", ...ours, "--", "x"],
  ],
  [
    ["-s", "prod", "--non-interactive", "--color=never", "-C", "/x", "up"],
    ["-s", "prod", "--non-interactive", "--color=never", "-C", "/x", "up", ...ours],
  ],
  [
    ["up", "--policy-pack", "/theirs"],
    ["up", ...ours, "--policy-pack", "/theirs"],
  ],
])("%j is judged by the platform's pack", (args, whole) => {
  expect(withPolicy(args, ours)).toEqual(whole);
});

test.each([
  [[]],
  [["--help"]],
  [["config", "set", "up", "x"]],
  [["-s", "up", "stack"]],
  [["refresh", "--yes"]],
  [["destroy"]],
  [["help", "up"]],
  [["--", "up"]],
])("%j takes no pack", (args) => {
  expect(withPolicy(args, ours)).toEqual(args);
});

test("packs and their configurations are counted as Pulumi does, before it does", () => {
  const configured = [...ours, "--policy-pack-config", "/ours.json"];
  const theirs = ["up", "--policy-pack=/a,/b"];
  expect(() => withPolicy(theirs, configured)).toThrow(
    "bin/pulumi up adds the platform's policy pack, so there are 3 packs and 1 configurations.",
  );
  expect(() => withPolicy(["up", "--policy-pack", "/a", "--policy-pack-config", "/a.json"], ours)).toThrow(
    "so there are 2 packs and 1 configurations.",
  );
  expect(withPolicy([...theirs, "--policy-pack-config", "/a.json,/b.json"], configured)).toHaveLength(8);
});
