/** Commands that a program runs, here or on another machine. */
import type { Resource } from "./resource.ts";

const types = ["command:local:Command", "command:remote:Command"];

/** Whether the resource is a command. */
export function isCommand({ type }: Pick<Resource, "type">): boolean {
  return types.includes(type);
}
