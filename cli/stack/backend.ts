/** Where a stack's state is: in the state directory, whose files are read at once, or where the CLI alone can look. */
import { UserError } from "../terminal.ts";
import { type Checkpoint, type Deployment, fromDeployment, readCheckpoint } from "./checkpoint.ts";
import { type LockOwner, lockFolder, lockOwners, namedOwners } from "./stack-lock.ts";

/** What is asked of a state besides what the CLI does with it. */
export interface Backend {
  /** As in PULUMI_BACKEND_URL. */
  url: string;
  /** The stack's state; undefined when there is none. */
  checkpoint(): Checkpoint | undefined;
  /** Who holds the stack's lock. */
  locks(): LockOwner[];
}

/** The state of `stack` in the file backend at `folder`. */
export function fileBackend(folder: string, project: string, stack: string): Backend {
  return {
    url: `file://${folder}`,
    checkpoint: () => readCheckpoint(folder, project, stack),
    locks: () => lockOwners(lockFolder(folder, project, stack)),
  };
}

/** How a run of the CLI ended. */
export interface Ended {
  /** None where a signal ended it. */
  exitCode?: number;
  stdout: string;
  stderr: string;
}

/** The exit code with which the CLI says that there is no such stack: its ExitStackNotFound. */
const noSuchStack = 6;

/**
 * The state of `stack` in any other backend: S3-compatible or other object storage, Pulumi Cloud.
 * @param run runs the CLI on that backend, and waits for its end: in the checkout, which is all there is before a working
 * copy, or in the folder of the working copy, where it may write
 */
export function cliBackend(
  url: string,
  stack: string,
  run: (where: "checkout" | "working copy", ...args: string[]) => Ended,
): Backend {
  /** @throws UserError when the backend does not answer, or refuses */
  const checkpoint = () => {
    const { exitCode, stdout, stderr } = run("checkout", "stack", "export", "--stack", stack);
    if (exitCode === noSuchStack) return undefined;
    if (exitCode !== 0) throw new UserError(`the state of ${stack} can not be read from ${url}:\n${stderr}`);
    return fromDeployment((JSON.parse(stdout) as { deployment: Deployment }).deployment);
  };
  return {
    url,
    checkpoint,
    /**
     * No command tells who holds a lock. Making a stack that is there takes its lock, or says who has it, before it is
     * refused: nothing is changed. On Pulumi Cloud, where a run of another makes `up` itself refuse, there is none.
     */
    locks() {
      if (checkpoint() === undefined) return [];
      return namedOwners(run("working copy", "stack", "init", stack, "--secrets-provider", "passphrase").stderr);
    },
  };
}
