/** Puts right what a run that was killed left in the state, so that the next goes on. */

import { stateDirectory } from "../paths.ts";
import { endOrphans } from "../stack/orphans.ts";
import type { PulumiCli } from "../stack/pulumi-cli.ts";
import { heldMessage, sortLocks } from "../stack/stack-lock.ts";
import { UserError } from "../terminal.ts";

/** An exported state, as far as we read it. */
interface Exported {
  deployment: { pending_operations?: unknown[] };
}

/** `exported` without operations that were begun and not ended. What they made is on the engine, and found there. */
export function withoutPending(exported: string): string {
  const content = JSON.parse(exported) as Exported;
  delete content.deployment.pending_operations;
  return JSON.stringify(content);
}

/**
 * Ends what is left of killed runs, takes their locks away and forgets the operations they did not end.
 * @returns what was done, for a person; empty when nothing was
 * @throws UserError when a run is at work on the stack
 */
export async function recover(pulumi: PulumiCli): Promise<string[]> {
  const done: string[] = [];
  const { stale, held } = sortLocks(pulumi.backend.locks());
  if (held.length > 0) throw new UserError(heldMessage(pulumi.stack, held));

  const orphans = await endOrphans(stateDirectory);
  if (orphans > 0) done.push(`${orphans} processes ended`);
  if (stale.length > 0) {
    await pulumi.quiet(["cancel", "--yes", pulumi.stack]);
    done.push("lock of a dead process removed");
  }
  if ((pulumi.checkpoint()?.pending ?? 0) > 0) {
    await pulumi.quiet(["stack", "import"], withoutPending(await pulumi.quiet(["stack", "export"])));
    done.push("unfinished operations cleared");
  }
  return done;
}
