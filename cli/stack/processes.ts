/** Which processes of this machine run. */
import { readFileSync } from "node:fs";

/** The name of a running process; undefined when there is none, or only a zombie that has nothing left to do. */
export function runningProcess(pid: number): string | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return /^State:\s+Z/m.test(status) ? undefined : /^Name:\t(.*)$/m.exec(status)?.[1];
  } catch {
    return undefined;
  }
}
