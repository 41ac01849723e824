/** What is read from, and changed in, the arguments that a person gives to the Pulumi CLI. */
import { isAbsolute, resolve } from "node:path";

/** Options of the CLI that name a file or a folder: relative ones are meant from where the person is. */
const pathOptions = [
  "--file",
  "--out",
  "--plan",
  "--save-plan",
  "--import-file",
  "--policy-pack",
  "--policy-pack-config",
  "--config-file",
];

/** `args` with every path made absolute: the CLI itself runs in the state directory. */
export function absolutePaths(args: readonly string[], from: string): string[] {
  const all = (paths: string) =>
    paths
      .split(",")
      .map((path) => (isAbsolute(path) || path === "-" ? path : resolve(from, path)))
      .join(",");
  return args.map((arg, i) => {
    const before = args[i - 1];
    if (before !== undefined && pathOptions.includes(before)) return all(arg);
    const [option = "", ...value] = arg.split("=");
    return value.length > 0 && pathOptions.includes(option) ? `${option}=${all(value.join("="))}` : arg;
  });
}

/** The stack that `args` name with `-s` or `--stack`. */
export function stackOf(args: readonly string[]): string | undefined {
  for (const [i, arg] of args.entries()) {
    if (arg === "--") return undefined;
    if (arg === "-s" || arg === "--stack") return args[i + 1];
    const value = /^(?:--stack=|-s=?)(.+)$/.exec(arg)?.[1];
    if (value !== undefined) return value;
  }
  return undefined;
}
