/** The locks of Pulumi's own backends: a run that is killed leaves its own behind, and every later one refuses. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { runningProcess } from "./processes.ts";

/** Who holds a lock. */
export interface LockOwner {
  pid: number;
  username: string;
  hostname: string;
  timestamp: string;
}

/** The folder that holds the locks of `stack`. */
export function lockFolder(backend: string, project: string, stack: string): string {
  return join(backend, ".pulumi", "locks", "organization", project, stack);
}

/** Who locked the stack. A lock that was not written to its end has no living owner: process 0. */
export function lockOwners(folder: string): LockOwner[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .flatMap((file) => {
      try {
        return [JSON.parse(readFileSync(join(folder, file), "utf8")) as LockOwner];
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
        return [{ pid: 0, username: "?", hostname: hostname(), timestamp: "?" }];
      }
    });
}

/** Who locked the stack, from what the CLI says when it finds it locked. */
export function namedOwners(message: string): LockOwner[] {
  return [...message.matchAll(/: created by (.*)@(.*) \(pid (\d+)\) at (\S+)/g)].map(
    ([, username = "", hostname = "", pid, timestamp = ""]) => ({ pid: Number(pid), username, hostname, timestamp }),
  );
}

/** If a process with this id runs and is a Pulumi CLI: ids are used again. */
export function runsPulumi(pid: number): boolean {
  return runningProcess(pid)?.startsWith("pulumi") ?? false;
}

/** Locks by what is to be done about them. */
export interface Locks {
  /** Their process is gone. */
  stale: LockOwner[];
  /** Their process works, or is on another machine, where we can not look. */
  held: LockOwner[];
}

/** Tells locks whose process is gone from those that hold. */
export function sortLocks(owners: readonly LockOwner[], here = hostname(), runs = runsPulumi): Locks {
  const stale = owners.filter((owner) => owner.hostname === here && !runs(owner.pid));
  return { stale, held: owners.filter((owner) => !stale.includes(owner)) };
}

/** What to tell a person when the stack is held. */
export function heldMessage(stack: string, [owner]: readonly LockOwner[]): string {
  return (
    `another run works on ${stack}: process ${owner?.pid} of ${owner?.username} on ${owner?.hostname}, since ` +
    `${owner?.timestamp}. Wait for it; if it is certainly gone, \`bin/pulumi cancel --yes --stack ${stack}\``
  );
}
