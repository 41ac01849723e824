/** The workflows as data, and programs that stand in for those they call. */
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { load } from "js-yaml";
import { onTestFinished } from "vitest";
import { checkout } from "../../cli/paths.ts";

/** A step of a job. */
export interface Step {
  name?: string;
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
  env?: Record<string, string>;
}

/** A job of a workflow. */
export interface Job {
  "runs-on": string;
  "timeout-minutes"?: number;
  permissions?: Record<string, string>;
  environment?: string;
  concurrency?: { group: string; "cancel-in-progress": boolean | string };
  steps: Step[];
}

/** One of GitHub's workflows. */
export interface Workflow {
  on: Record<string, unknown>;
  permissions?: Record<string, string>;
  concurrency?: { group: string; "cancel-in-progress": boolean | string };
  jobs: Record<string, Job>;
}

export const workflowFolder = join(checkout, ".github", "workflows");

/** Every workflow by the name of its file, with its text. */
export const workflows = readdirSync(workflowFolder).map((file) => {
  const text = readFileSync(join(workflowFolder, file), "utf8");
  return { file, text, workflow: load(text) as Workflow };
});

/** A folder of the test's own, removed after it. */
export function ownFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "kompose-ci-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A program at `path` that runs `script`. */
export function program(path: string, script: string): void {
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
}
