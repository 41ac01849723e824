/**
 * A killed run's plugins outlive it for a while, and finish what they are at: a container may appear on the engine
 * after we looked. They carry a mark in their environment that names the run, by which they are found.
 */
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { runningProcess } from "./processes.ts";

const mark = "KOMPOSE_RUN";

/** The environment that marks every process of a run on the state in `directory`. */
export function runMark(directory: string, pid = process.pid): Record<string, string> {
  return { [mark]: `${pid}:${directory}` };
}

/** The process that a mark names, when it is one of runs on the state in `directory`. */
export function markedBy(environment: string, directory: string): number | undefined {
  const value = environment
    .split("\0")
    .find((entry) => entry.startsWith(`${mark}=`))
    ?.slice(mark.length + 1);
  const [pid, ...path] = value?.split(":") ?? [];
  return path.join(":") === directory ? Number(pid) : undefined;
}

function runs(pid: number): boolean {
  return runningProcess(pid) !== undefined;
}

/** Processes of runs on the state in `directory` whose command is gone. */
export function orphans(directory: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const run = markedBy(readFileSync(`/proc/${pid}/environ`, "utf8"), directory);
        return run !== undefined && pid !== process.pid && !runs(run) && runs(pid);
      } catch {
        // Gone meanwhile, or somebody else's.
        return false;
      }
    });
}

/** Ends the orphans of earlier runs on the state in `directory`, and returns how many there were. */
export async function endOrphans(directory: string): Promise<number> {
  const all = orphans(directory);
  for (const pid of all) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // Gone meanwhile.
    }
  }
  while (all.some(runs)) await sleep(20);
  return all.length;
}
