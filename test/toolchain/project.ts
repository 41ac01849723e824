/** Small Pulumi projects in folders of their own, with a state in a file, for the tests of the toolchain. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa, type Result } from "execa";
import { onTestFinished, vi } from "vitest";
import { checkout } from "../../cli/paths.ts";
import { ensurePulumi } from "../../cli/setup/pulumi.ts";

// A deployment takes a second or two, several of them on a busy machine much longer.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const ready = ensurePulumi((text) => process.stderr.write(`  … Pulumi  ${text}\n`));

/** How a run of the CLI ended and what it printed, both streams in `all`. */
export type Run = Result<{ all: true; reject: false }>;

/** Runs the Pulumi CLI, without a project unless `cwd` names one. It must succeed. */
export async function pulumi(args: string[]): Promise<{ stdout: string }> {
  const { binary, env } = await ready;
  return execa(binary, args, { env, cwd: tmpdir() });
}

/** What a test needs of a deployment's state. */
export interface State {
  deployment: {
    resources?: {
      type: string;
      urn: string;
      inputs?: Record<string, unknown>;
      outputs?: Record<string, unknown>;
    }[];
  };
}

/** A project with one stack, gone when the test is. */
export class Project {
  readonly folder = mkdtempSync(join(tmpdir(), "toolchain-test-"));

  /** @param program the text of index.ts */
  static async create(program: string): Promise<Project> {
    const project = new Project();
    mkdirSync(join(project.folder, "state"));
    symlinkSync(join(checkout, "node_modules"), join(project.folder, "node_modules"));
    project.write(
      "Pulumi.yaml",
      "name: probe\nmain: index.ts\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n",
    );
    project.write("package.json", JSON.stringify({ type: "module", main: "index.ts" }));
    project.write("index.ts", program);
    onTestFinished(() => rmSync(project.folder, { recursive: true, force: true }));
    const created = await project.pulumi("stack", "init", "test");
    if (created.exitCode !== 0) throw new Error(String(created.all));
    return project;
  }

  /** Writes a file of the project. */
  write(name: string, content: string): void {
    writeFileSync(join(this.folder, name), content);
  }

  /** The environment of the CLI in this project. */
  async environment(): Promise<Record<string, string>> {
    const { env } = await ready;
    return {
      ...env,
      PULUMI_BACKEND_URL: `file://${join(this.folder, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: "a passphrase",
      PULUMI_STACK: "test",
      // Shows `--event-log`.
      PULUMI_DEBUG_COMMANDS: "true",
    };
  }

  /** Runs the CLI here; how it ends is for the test to judge. */
  async pulumi(...args: string[]): Promise<Run> {
    const { binary } = await ready;
    return execa(binary, [...args, "--non-interactive", "--color", "never"], {
      cwd: this.folder,
      env: await this.environment(),
      reject: false,
      all: true,
    }) as unknown as Promise<Run>;
  }

  /** Deploys the program. */
  up(...args: string[]): Promise<Run> {
    return this.pulumi("up", "--yes", "--skip-preview", ...args);
  }

  /** The recorded state; secrets in it are encrypted. */
  async state(): Promise<State> {
    return JSON.parse(String((await this.pulumi("stack", "export")).stdout)) as State;
  }

  /** The stack's outputs, decrypted. */
  async outputs(): Promise<Record<string, unknown>> {
    return JSON.parse(String((await this.pulumi("stack", "output", "--json", "--show-secrets")).stdout)) as Record<
      string,
      unknown
    >;
  }
}
