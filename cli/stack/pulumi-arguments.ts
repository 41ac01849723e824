/** What is read from, and changed in, the arguments that a person gives to the Pulumi CLI. */
import { isAbsolute, resolve } from "node:path";
import { UserError } from "../terminal.ts";

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

/** Switches that may stand before a subcommand. Of any other option there, the CLI takes the next word as its value. */
const switchesOfAll = [
  ...["--disable-integrity-checking", "--emoji", "-e", "--fully-qualify-stack-names", "-Q", "--help", "-h"],
  ...["--logflow", "--logtostderr", "--non-interactive"],
];

/** Where the subcommand is among `args`, found as the CLI itself does; -1 when there is none. */
function subcommandAt(args: readonly string[]): number {
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string;
    if (arg === "--") return -1;
    if (!arg.startsWith("-")) return i;
    const takesNext = arg.startsWith("--") ? !arg.includes("=") : arg.length === 2;
    if (takesNext && !switchesOfAll.includes(arg)) i++;
  }
  return -1;
}

/** Subcommands that take policy packs, and their other names: all that make resources of the program. */
const judged = ["up", "update", "preview", "pre", "watch"];

/** How many values `args` give to an option that takes lists. */
function countOf(option: string, args: readonly string[]): number {
  const lists = args.flatMap((arg, i) =>
    arg.startsWith(`${option}=`) ? [arg.slice(option.length + 1)] : args[i - 1] === option ? [arg] : [],
  );
  return lists.reduce((sum, list) => sum + list.split(",").length, 0);
}

/**
 * `args` with `policy` in front of the subcommand's own, where it takes policy packs: a person's packs judge too, and
 * never instead.
 * @param policy `--policy-pack` and perhaps `--policy-pack-config`, of one pack
 * @throws UserError when not all packs, `policy` among them, have a configuration, or none: the CLI counts them
 */
export function withPolicy(args: readonly string[], policy: readonly string[]): string[] {
  const at = subcommandAt(args);
  if (at === -1 || !judged.includes(args[at] as string)) return [...args];
  const all = [...args.slice(0, at + 1), ...policy, ...args.slice(at + 1)];
  const [packs, configs] = ["--policy-pack", "--policy-pack-config"].map((option) => countOf(option, all));
  if (configs !== 0 && configs !== packs) {
    throw new UserError(
      `bin/pulumi ${args[at]} adds the platform's policy pack, so there are ${packs} packs and ${configs} ` +
        "configurations. Pulumi wants one for each, or none: give yours with --policy-pack-config, and the " +
        "platform's as Pulumi.<stack>.policy.json (a file with {} is none)",
    );
  }
  return all;
}
