/** What a person sees while a command works: steps with progress and time, colours only on a terminal. */
import { createInterface } from "node:readline/promises";
import { styleText } from "node:util";

const onTerminal = process.stdout.isTTY === true;

/** A finished step, for the summary at the end. */
export interface StepTime {
  title: string;
  milliseconds: number;
}

const times: StepTime[] = [];

/** The steps finished so far, in order. */
export function stepTimes(): readonly StepTime[] {
  return times;
}

type Style = Parameters<typeof styleText>[0];

/** `text` in `style` on a terminal that shows colours (NO_COLOR and FORCE_COLOR are heeded), plain elsewhere. */
export function coloured(style: Style, text: string): string {
  return styleText(style, text, { stream: process.stdout });
}

/** Milliseconds as a person reads them: `320 ms`, `4.2 s`, `2 min 54 s`. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 59_950) return `${(milliseconds / 1000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** Prints one line. */
export function say(text = ""): void {
  process.stdout.write(`${text}\n`);
}

/** Says that a running step got on: a short line such as `postgres: 3 of 7 layers`. */
export type Progress = (text: string) => void;

/**
 * Runs one step of a command under a title. On a terminal progress replaces itself on one line; elsewhere
 * (a log file, CI) every progress text is a line of its own, so that a long silence never looks like a hang.
 * @param work Returns the step's result; a string result is shown behind the title.
 */
export async function step<T>(title: string, work: (progress: Progress) => Promise<T>): Promise<T> {
  const started = performance.now();
  const clear = () => onTerminal && process.stdout.write("\r\u001b[2K");
  const show = (text: string) => {
    if (onTerminal) {
      clear();
      process.stdout.write(coloured("dim", `  … ${title}  ${text}`.slice(0, (process.stdout.columns ?? 80) - 1)));
    } else {
      say(`  … ${title}  ${text}`);
    }
  };
  if (onTerminal) show("");
  try {
    const result = await work(show);
    const milliseconds = performance.now() - started;
    times.push({ title, milliseconds });
    clear();
    const detail = typeof result === "string" && result !== "" ? `  ${result}` : "";
    say(`  ${coloured("green", "✓")} ${title}${detail}  ${coloured("dim", duration(milliseconds))}`);
    return result;
  } catch (error) {
    clear();
    say(`  ${coloured("red", "✗")} ${title}  ${coloured("dim", duration(performance.now() - started))}`);
    throw error;
  }
}

/**
 * Asks a yes/no question. Answers yes without asking when `yes` is set or when nobody is there to answer
 * (standard input is not a terminal).
 * @param presumed what an empty answer means
 */
export async function confirm(question: string, yes: boolean, presumed: "yes" | "no" = "yes"): Promise<boolean> {
  if (yes || !process.stdin.isTTY) return true;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`${question} ${presumed === "yes" ? "[Y/n]" : "[y/N]"} `);
  terminal.close();
  return /^y(es)?$/i.test(answer.trim() || presumed);
}

/** A mistake that a person can mend: printed as its message alone, without a stack trace. */
export class UserError extends Error {}

/** Runs a command's main function: a `UserError` is one clear message, and every failure exits with 1. */
export async function run(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    const text =
      error instanceof UserError
        ? error.message
        : error instanceof Error
          ? (error.stack ?? error.message)
          : String(error);
    process.stderr.write(`${coloured("red", "error:")} ${text}\n`);
    process.exitCode = 1;
  }
}
