import { expect, test } from "vitest";
import { helpText, readArguments } from "../../cli/arguments.ts";

const usage = {
  command: "bin/thing",
  purpose: "Does the thing.",
  word: { name: "stack", meaning: "where", known: ["dev", "prod"], default: "dev" },
  switches: { yes: "asks nothing", preview: "only shows" },
} as const;

test("the word has a default, switches are off unless given", () => {
  expect(readArguments(usage, [])).toEqual({
    word: "dev",
    given: { yes: false, preview: false },
    values: {},
    help: false,
  });
  expect(readArguments(usage, ["--yes", "prod"])).toEqual({
    word: "prod",
    given: { yes: true, preview: false },
    values: {},
    help: false,
  });
});

test.each([
  [["--previw"], "bin/thing knows no option --previw (did you mean --preview?); it knows --yes, --preview, --help"],
  [["--delete-data"], "bin/thing knows no option --delete-data; it knows --yes, --preview, --help"],
  [["-x"], "bin/thing knows no option -x; it knows --yes, --preview, --help"],
  [["prood"], "bin/thing knows no stack prood (did you mean prod?); it knows dev, prod"],
  [["dev", "prod"], "bin/thing takes one stack, not dev and prod"],
  [["--yes=no"], "bin/thing: --yes takes no value"],
])("%j is one clear error", (args, message) => {
  expect(() => readArguments(usage, args)).toThrow(new Error(message));
});

test("a command without a word takes none", () => {
  expect(() => readArguments({ command: "bin/x", purpose: "", switches: {} }, ["dev"])).toThrow(
    "bin/x takes options only, not dev",
  );
});

test("a subject is the first word, whatever it is, and the other word keeps its default", () => {
  const withSubject = { ...usage, subject: { name: "name", meaning: "which" } };
  const read = (...args: string[]) => {
    const { subject, word } = readArguments(withSubject, args);
    return [subject, word];
  };
  expect(read()).toEqual([undefined, "dev"]);
  expect(read("postgres/a")).toEqual(["postgres/a", "dev"]);
  expect(read("dev", "--yes", "prod")).toEqual(["dev", "prod"]);
  expect(() => read("a", "b")).toThrow("bin/thing knows no stack b; it knows dev, prod");
  expect(() => read("a", "dev", "prod")).toThrow("bin/thing takes one stack, not dev and prod");
  const text = helpText(withSubject);
  expect(text).toContain("usage: bin/thing name [stack] [--yes]");
  expect(text).toMatch(/^ {2}name {6,}which\n {2}stack {5,}where: dev, prod$/m);
});

test("--help and -h win over mistakes in the word, and the help names everything", () => {
  expect(readArguments(usage, ["nowhere", "-h"]).help).toBe(true);
  const text = helpText(usage);
  for (const part of ["usage: bin/thing [stack] [--yes] [--preview] [--help]", "asks nothing", "dev, prod"]) {
    expect(text).toContain(part);
  }
});

test("an option with a value takes it as one word or as two, and says what it takes when it is missing", () => {
  const withValue = { ...usage, values: { plan: { value: "FILE", meaning: "keeps to it" } } } as const;
  const read = (...args: string[]) => readArguments(withValue, args);
  expect(read("--plan=a b", "prod")).toMatchObject({ word: "prod", values: { plan: "a b" } });
  expect(read("--plan", "a", "--yes", "prod")).toMatchObject({ word: "prod", values: { plan: "a" } });
  expect(read()).toMatchObject({ values: {} });
  for (const args of [["--plan"], ["--plan="], ["--plan", "--yes"]]) {
    expect(() => read(...args)).toThrow("bin/thing: --plan takes a value: FILE");
  }
  expect(() => read("--plam", "a")).toThrow("did you mean --plan?");
  expect(helpText(withValue)).toContain("usage: bin/thing [stack] [--yes] [--preview] [--plan FILE] [--help]");
  expect(helpText(withValue)).toMatch(/^ {2}--plan FILE {2}keeps to it$/m);
});
