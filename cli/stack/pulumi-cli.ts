/** The Pulumi CLI on this checkout's program and one stack's state. */
import { existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { execa, execaSync, type Options } from "execa";
import { cacheDirectory, checkout, stateDirectory } from "../paths.ts";
import { ensurePulumi } from "../setup/pulumi.ts";
import { type Progress, UserError } from "../terminal.ts";
import { type Backend, cliBackend, fileBackend } from "./backend.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { runMark } from "./orphans.ts";
import { backendFolder, otherBackend, passphraseFile } from "./state.ts";
import { projectName, WorkingCopy } from "./working-copy.ts";

type Toolchain = Awaited<ReturnType<typeof ensurePulumi>>;

export class PulumiCli {
  readonly stack: string;
  readonly project: string;
  readonly workingCopy: WorkingCopy;
  readonly backend: Backend;
  readonly #toolchain: Toolchain;
  /** Where its working copy is, and its state unless that is in another backend. */
  readonly directory: string;

  private constructor(stack: string, toolchain: Toolchain, directory: string) {
    this.stack = stack;
    this.project = projectName();
    this.workingCopy = new WorkingCopy(stack, { directory });
    this.#toolchain = toolchain;
    this.directory = directory;
    const here = fileBackend(backendFolder(directory), this.project, stack);
    // A state in a directory of its own is nowhere else.
    const other = directory === stateDirectory ? otherBackend() : undefined;
    this.backend =
      other === undefined ? here : cliBackend(other, stack, (where, ...args) => this.#runAtOnce(where, args));
    if (other !== undefined && here.checkpoint() !== undefined) {
      throw new UserError(
        `${stack} has a state in ${backendFolder()}, and PULUMI_BACKEND_URL names ${other}: unset it, or move the ` +
          "state there as docs/state.md says",
      );
    }
  }

  /**
   * Finds or sets up the CLI. Nothing of the stack is touched.
   * @param directory where the stack's state is. Default: where that of all stacks is
   */
  static async open(stack: string, progress: Progress, directory = stateDirectory): Promise<PulumiCli> {
    return new PulumiCli(stack, await ensurePulumi(progress), directory);
  }

  /**
   * The stack's state; undefined when there is none.
   * @throws UserError when there is one elsewhere, and its passphrase is not here
   */
  checkpoint(): Checkpoint | undefined {
    const checkpoint = this.backend.checkpoint();
    if (checkpoint?.salt !== undefined && !existsSync(passphraseFile(this.directory))) {
      throw new UserError(
        `the state of ${this.stack} is at ${this.backend.url}, but the passphrase of its secrets is not in ` +
          `${passphraseFile(this.directory)}: bring it from the machine where the stack was made, or from its backup`,
      );
    }
    return checkpoint;
  }

  get environment(): Record<string, string | undefined> {
    return {
      ...this.#toolchain.env,
      ...runMark(this.directory),
      // Pulumi starts the `node` it finds, and that must be the one that runs this.
      PATH: [dirname(process.execPath), this.#toolchain.env.PATH ?? process.env.PATH].join(delimiter),
      PULUMI_BACKEND_URL: this.backend.url,
      PULUMI_CONFIG_PASSPHRASE_FILE: passphraseFile(this.directory),
      // It would win over the file.
      PULUMI_CONFIG_PASSPHRASE: undefined,
      PULUMI_STACK: this.stack,
      PULUMI_SKIP_UPDATE_CHECK: "true",
      NODE_COMPILE_CACHE: join(cacheDirectory, "node-compile"),
    };
  }

  #run(args: readonly string[], options: Options) {
    return execa(this.#toolchain.binary, args, {
      cwd: this.directory,
      env: this.environment as Record<string, string>,
      reject: false,
      ...options,
    });
  }

  #runAtOnce(where: "checkout" | "working copy", args: readonly string[]) {
    return execaSync(this.#toolchain.binary, args, {
      cwd: where === "checkout" ? checkout : this.directory,
      env: this.environment as Record<string, string>,
      reject: false,
      stdin: "ignore",
    });
  }

  /** Runs the CLI with this process's streams, and returns its exit code. */
  async stream(...args: string[]): Promise<number> {
    // Ctrl-C reaches the CLI too, which then ends what it is at: wait for it.
    const ignore = () => {};
    process.on("SIGINT", ignore);
    const result = await this.#run(args, { stdio: "inherit" });
    process.off("SIGINT", ignore);
    if (result.exitCode === undefined && result.signal === undefined) throw new Error(result.shortMessage);
    return result.exitCode ?? 130;
  }

  /**
   * Runs the CLI in silence and returns its standard output.
   * @throws UserError with what it said when it fails
   */
  async quiet(args: readonly string[], input?: string): Promise<string> {
    const result = await this.#run(args, {
      all: true,
      ...(input === undefined ? { stdin: "ignore" } : { input }),
    });
    if (result.failed)
      throw new UserError(`\`pulumi ${args.join(" ")}\` failed:\n${result.all || result.shortMessage}`);
    return String(result.stdout);
  }

  /**
   * Runs a command that prints JSON, a line each, and hands over every line as it comes. Nothing is kept, and what it
   * said is in no message: the engine's events have secrets in the clear among those for its developers.
   * @returns the exit code, and what was said on standard error
   */
  async lines(
    args: readonly string[],
    take: (line: string) => void,
    env: Readonly<Record<string, string>> = {},
  ): Promise<{ exitCode: number; stderr: string }> {
    const running = this.#run(args, {
      stdin: "ignore",
      buffer: { stdout: false },
      env: { ...this.environment, ...env } as Record<string, string>,
    });
    for await (const line of running) take(String(line));
    const { exitCode, stderr } = await running;
    return { exitCode: exitCode ?? 130, stderr: String(stderr) };
  }
}
