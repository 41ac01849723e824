/** Reads a command's arguments: a mistake is one sentence that names what is known. */
import { type ParseArgsConfig, parseArgs } from "node:util";
import { nearest } from "../config/nearest.ts";
import { UserError } from "./terminal.ts";

/** The options of a command that are switches: name → what it does, for the help. */
export type Switches = Readonly<Record<string, string>>;

/** What a command takes. */
export interface Usage<S extends Switches> {
  /** As a person types it: `bin/up`. */
  command: string;
  /** One sentence. */
  purpose: string;
  /** The first word it takes, if any, of which it finds out itself whether it is known. */
  subject?: { name: string; meaning: string };
  /** The one word it may take, or take besides, if any. */
  word?: { name: string; meaning: string; known: readonly string[]; default?: string };
  switches: S;
  /** Lines below the options. */
  notes?: readonly string[];
}

/** What a person typed. */
export interface Arguments<S extends Switches> {
  subject: string | undefined;
  word: string | undefined;
  given: Record<keyof S, boolean>;
  help: boolean;
}

/** The error about a `word` that is none of the known ones, with the nearest of them. */
export function unknownWord(
  what: string,
  word: string,
  known: readonly string[],
  usage: { command: string },
): UserError {
  const meant = nearest(word, known);
  return new UserError(
    `${usage.command} knows no ${what} ${word}${meant === undefined ? "" : ` (did you mean ${meant}?)`}; ` +
      `${known.length === 0 ? `there is none` : `it knows ${known.join(", ")}`}`,
  );
}

/** The usual text of `--help`. */
export function helpText<S extends Switches>(usage: Usage<S>): string {
  const { subject, word } = usage;
  const options = Object.entries({ ...usage.switches, help: "shows this" });
  const rows: [string, string][] = options.map(([name, meaning]) => [`--${name}`, meaning]);
  if (word !== undefined) rows.unshift([word.name, `${word.meaning}: ${word.known.join(", ")}`]);
  if (subject !== undefined) rows.unshift([subject.name, subject.meaning]);
  const width = Math.max(...rows.map(([name]) => name.length));
  return [
    [
      `usage: ${usage.command}`,
      ...(subject === undefined ? [] : [subject.name]),
      ...(word === undefined ? [] : [`[${word.name}]`]),
      ...options.map(([name]) => `[--${name}]`),
    ].join(" "),
    "",
    usage.purpose,
    "",
    ...rows.map(([name, meaning]) => `  ${name.padEnd(width)}  ${meaning}`),
    ...(usage.notes === undefined ? [] : ["", ...usage.notes]),
  ].join("\n");
}

/**
 * Reads `args` as `usage` says.
 * @throws UserError for an option or a word that is not known, with the nearest known one
 */
export function readArguments<S extends Switches>(usage: Usage<S>, args: readonly string[]): Arguments<S> {
  const names = [...Object.keys(usage.switches), "help"];
  const options: ParseArgsConfig["options"] = Object.fromEntries(
    names.map((name) => [name, { type: "boolean" as const, ...(name === "help" ? { short: "h" } : {}) }]),
  );
  const { tokens } = parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true });
  const given = Object.fromEntries(Object.keys(usage.switches).map((name) => [name, false])) as Record<
    keyof S,
    boolean
  >;
  const words: string[] = [];
  let help = false;
  for (const token of tokens) {
    if (token.kind === "positional") words.push(token.value);
    if (token.kind !== "option") continue;
    if (!names.includes(token.name)) {
      throw unknownWord(
        "option",
        token.rawName,
        names.map((name) => `--${name}`),
        usage,
      );
    }
    if (token.value !== undefined) throw new UserError(`${usage.command}: ${token.rawName} takes no value`);
    if (token.name === "help") help = true;
    else given[token.name as keyof S] = true;
  }
  const subject = usage.subject === undefined ? undefined : words.shift();
  const [word = usage.word?.default, ...more] = words;
  if (help) return { subject, word, given, help };
  if (word !== undefined && usage.word === undefined) {
    throw new UserError(`${usage.command} takes options only, not ${word}; see ${usage.command} --help`);
  }
  if (more.length > 0) {
    throw new UserError(`${usage.command} takes one ${usage.word?.name}, not ${words.join(" and ")}`);
  }
  if (word !== undefined && usage.word !== undefined && !usage.word.known.includes(word)) {
    throw unknownWord(usage.word.name, word, usage.word.known, usage);
  }
  return { subject, word, given, help };
}
