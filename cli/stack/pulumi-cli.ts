/** The Pulumi CLI on this checkout's program and one stack's state. */
import { delimiter, dirname, join } from "node:path";
import { execa, type Options } from "execa";
import { cacheDirectory, stateDirectory } from "../paths.ts";
import { ensurePulumi } from "../setup/pulumi.ts";
import { type Progress, UserError } from "../terminal.ts";
import { type Checkpoint, readCheckpoint } from "./checkpoint.ts";
import { runMark } from "./orphans.ts";
import { backendFolder, passphraseFile } from "./state.ts";
import { projectName, WorkingCopy } from "./working-copy.ts";

type Toolchain = Awaited<ReturnType<typeof ensurePulumi>>;

export class PulumiCli {
  readonly stack: string;
  readonly project: string;
  readonly workingCopy: WorkingCopy;
  readonly #toolchain: Toolchain;

  private constructor(stack: string, toolchain: Toolchain) {
    this.stack = stack;
    this.project = projectName();
    this.workingCopy = new WorkingCopy(stack);
    this.#toolchain = toolchain;
  }

  /** Finds or sets up the CLI. Nothing of the stack is touched. */
  static async open(stack: string, progress: Progress): Promise<PulumiCli> {
    return new PulumiCli(stack, await ensurePulumi(progress));
  }

  /** The stack's state; undefined when there is none. */
  checkpoint(): Checkpoint | undefined {
    return readCheckpoint(backendFolder(), this.project, this.stack);
  }

  get environment(): Record<string, string | undefined> {
    return {
      ...this.#toolchain.env,
      ...runMark(stateDirectory),
      // Pulumi starts the `node` it finds, and that must be the one that runs this.
      PATH: [dirname(process.execPath), this.#toolchain.env.PATH ?? process.env.PATH].join(delimiter),
      PULUMI_BACKEND_URL: `file://${backendFolder()}`,
      PULUMI_CONFIG_PASSPHRASE_FILE: passphraseFile(),
      // It would win over the file.
      PULUMI_CONFIG_PASSPHRASE: undefined,
      PULUMI_STACK: this.stack,
      PULUMI_SKIP_UPDATE_CHECK: "true",
      NODE_COMPILE_CACHE: join(cacheDirectory, "node-compile"),
    };
  }

  #run(args: readonly string[], options: Options) {
    return execa(this.#toolchain.binary, args, {
      cwd: stateDirectory,
      env: this.environment as Record<string, string>,
      reject: false,
      ...options,
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
}
