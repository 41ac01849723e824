/** GitHub can not be reached to try a workflow, so those read it who know what GitHub would make of it. */
import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { beforeAll, expect, test } from "vitest";
import { checkout } from "../../cli/paths.ts";
import { ensureLinters, type Linters } from "../../cli/setup/linters.ts";
import { ownFolder, workflowFolder, workflows } from "./support.ts";

let linters: Linters;
beforeAll(async () => {
  linters = await ensureLinters((text) => process.stderr.write(`linters: ${text}\n`));
});

/** What actionlint says about files. */
async function actionlint(...files: string[]): Promise<string> {
  const options = ["-no-color", `-shellcheck=${linters.shellcheck}`, "-pyflakes=", "-oneline"];
  return (await execa(linters.actionlint, [...options, ...files], { reject: false })).stdout;
}

/** The audits of zizmor that files of a folder fail. The persona of an auditor is told of everything. */
async function zizmor(folder: string): Promise<string[]> {
  const options = ["--offline", "--persona=auditor", "--no-progress", "--format=json", "--strict-collection"];
  const { stdout } = await execa(linters.zizmor, [...options, folder], { reject: false });
  return (JSON.parse(stdout) as { ident: string; ignored: boolean }[])
    .filter(({ ignored }) => !ignored)
    .map(({ ident }) => ident);
}

test("actionlint, and shellcheck on the steps, find nothing", async () => {
  expect(await actionlint(...workflows.map(({ file }) => join(workflowFolder, file)))).toBe("");
});

test("shellcheck finds nothing to warn of in the scripts and the commands", async () => {
  const scripts = [".ci", "bin"].flatMap((folder) =>
    readdirSync(join(checkout, folder))
      .map((file) => join(checkout, folder, file))
      .filter((file) => readFileSync(file, "utf8").startsWith("#!/") && !file.endsWith(".mjs")),
  );
  expect(scripts.length).toBeGreaterThan(10);
  const options = ["--severity=warning", "--external-sources", "--format=gcc"];
  const said = await execa(linters.shellcheck, [...options, ...scripts], { cwd: checkout, reject: false });
  expect(said.stdout).toBe("");
  const bad = join(ownFolder(), "bad");
  writeFileSync(bad, "#!/bin/sh\nrm -rf $1/*\nfor f in $(ls); do cat $f; done\nread x\ncd /tmp\n");
  expect((await execa(linters.shellcheck, [...options, bad], { reject: false })).stdout).toContain("warning");
});

test("zizmor finds nothing, but for the one thing that is explained where it is", async () => {
  expect(await zizmor(workflowFolder)).toEqual([]);
  const explained = workflows.flatMap(({ file, text }) =>
    (text.match(/zizmor: ignore.*/g) ?? []).map((at) => [file, at]),
  );
  expect(explained).toEqual([["review-comment.yaml", "zizmor: ignore[dangerous-triggers] see above"]]);
});

test.each([
  ["a key that does not exist", "timeout-minutes:", "time-out:", 'unexpected key "time-out"'],
  ["an output of nobody", "vars.KOMPOSE_RUNNER }}", "steps.nobody.outputs.x }}", "context"],
  ["shell that splits words", 'run: .ci/drift "$RUNNER_TEMP/drift"', "run: .ci/drift $RUNNER_TEMP/drift", "SC2086"],
])("actionlint tells %s", async (_, good, bad, told) => {
  const folder = ownFolder();
  const text = readFileSync(join(workflowFolder, "drift.yaml"), "utf8");
  expect(text).toContain(good);
  writeFileSync(join(folder, "bad.yaml"), text.replace(good, bad));
  expect(await actionlint(join(folder, "bad.yaml"))).toContain(told);
});

test.each([
  ["an action by its tag", "unpinned-uses", /@[0-9a-f]{40} # v(\d+)\S*/, "@v$1"],
  ["a token that stays", "artipacked", "persist-credentials: false", "persist-credentials: true"],
  ["an event in the shell", "template-injection", "run: .ci/run", `run: echo \${{ github.event.pull_request.title }}`],
  ["permission for everything", "excessive-permissions", "permissions: {}", "permissions: write-all"],
  ["a trigger with secrets", "dangerous-triggers", "  pull_request:", "  pull_request_target:"],
])("zizmor tells %s", async (_, audit, good, bad) => {
  const folder = join(ownFolder(), ".github", "workflows");
  cpSync(workflowFolder, folder, { recursive: true });
  const file = join(folder, "test.yaml");
  const text = readFileSync(file, "utf8");
  expect(text.replace(good, bad)).not.toBe(text);
  writeFileSync(file, text.replace(good, bad));
  expect(await zizmor(folder)).toContain(audit);
});
