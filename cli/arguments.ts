/** Reads a command's arguments: a mistake is one sentence that names what is known. */
import { type ParseArgsConfig, parseArgs } from "node:util";
import { nearest } from "../config/nearest.ts";
import { UserError } from "./terminal.ts";

/** The options of a command that are switches: name → what it does, for the help. */
export type Switches = Readonly<Record<string, string>>;

/** The options of a command that take a value: name → what the value is, in capitals, and what the option does. */
export type ValueOptions = Readonly<Record<string, { value: string; meaning: string }>>;

/** What a command takes. */
export interface Usage<S extends Switches, V extends ValueOptions = Record<never, never>> {
  /** As a person types it: `bin/up`. */
  command: string;
  /** One sentence. */
  purpose: string;
  /** The first word it takes, if any, of which it finds out itself whether it is known. */
  subject?: { name: string; meaning: string };
  /** The one word it may take, or take besides, if any. */
  word?: { name: string; meaning: string; known: readonly string[]; default?: string };
  switches: S;
  values?: V;
  /** Lines below the options. */
  notes?: readonly string[];
}

/** What a person typed. */
export interface Arguments<S extends Switches, V extends ValueOptions = Record<never, never>> {
  subject: string | undefined;
  word: string | undefined;
  given: Record<keyof S, boolean>;
  /** Only those that were given. */
  values: Partial<Record<keyof V, string>>;
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
export function helpText<S extends Switches, V extends ValueOptions>(usage: Usage<S, V>): string {
  const { subject, word } = usage;
  const rows: [string, string][] = [
    ...Object.entries(usage.switches).map(([name, meaning]): [string, string] => [`--${name}`, meaning]),
    ...Object.entries(usage.values ?? {}).map(([name, { value, meaning }]): [string, string] => [
      `--${name} ${value}`,
      meaning,
    ]),
    ["--help", "shows this"],
  ];
  const options = rows.map(([option]) => `[${option}]`);
  if (word !== undefined) rows.unshift([word.name, `${word.meaning}: ${word.known.join(", ")}`]);
  if (subject !== undefined) rows.unshift([subject.name, subject.meaning]);
  const width = Math.max(...rows.map(([name]) => name.length));
  return [
    [
      `usage: ${usage.command}`,
      ...(subject === undefined ? [] : [subject.name]),
      ...(word === undefined ? [] : [`[${word.name}]`]),
      ...options,
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
export function readArguments<S extends Switches, V extends ValueOptions = Record<never, never>>(
  usage: Usage<S, V>,
  args: readonly string[],
): Arguments<S, V> {
  const withValue = Object.keys(usage.values ?? {});
  const names = [...Object.keys(usage.switches), ...withValue, "help"];
  const options: ParseArgsConfig["options"] = Object.fromEntries(
    names.map((name) => [
      name,
      { type: withValue.includes(name) ? "string" : "boolean", ...(name === "help" ? { short: "h" } : {}) },
    ]),
  );
  const { tokens } = parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true });
  const given = Object.fromEntries(Object.keys(usage.switches).map((name) => [name, false])) as Record<
    keyof S,
    boolean
  >;
  const values: Partial<Record<keyof V, string>> = {};
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
    if (withValue.includes(token.name)) {
      // An option behind it is not its value: a file of such a name is given with `=`.
      if (!token.value || (!token.inlineValue && token.value.startsWith("-"))) {
        throw new UserError(`${usage.command}: ${token.rawName} takes a value: ${usage.values?.[token.name]?.value}`);
      }
      values[token.name as keyof V] = token.value;
      continue;
    }
    if (token.value !== undefined) throw new UserError(`${usage.command}: ${token.rawName} takes no value`);
    if (token.name === "help") help = true;
    else given[token.name as keyof S] = true;
  }
  const subject = usage.subject === undefined ? undefined : words.shift();
  const [word = usage.word?.default, ...more] = words;
  if (help) return { subject, word, given, values, help };
  if (word !== undefined && usage.word === undefined) {
    throw new UserError(`${usage.command} takes options only, not ${word}; see ${usage.command} --help`);
  }
  if (more.length > 0) {
    throw new UserError(`${usage.command} takes one ${usage.word?.name}, not ${words.join(" and ")}`);
  }
  if (word !== undefined && usage.word !== undefined && !usage.word.known.includes(word)) {
    throw unknownWord(usage.word.name, word, usage.word.known, usage);
  }
  return { subject, word, given, values, help };
}
