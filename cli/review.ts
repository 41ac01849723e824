/** `bin/review`: what a change does to the running platform, in words, before it is merged. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { helpText, readArguments } from "./arguments.ts";
import { comment } from "./review/comment.ts";
import type { Preview } from "./review/events.ts";
import { withFixtures } from "./review/fixtures.ts";
import { markdown } from "./review/markdown.ts";
import { secretValues, withoutSecrets } from "./review/plain-secrets.ts";
import { planOf } from "./review/plan.ts";
import { previewOf } from "./review/preview.ts";
import { reportOf } from "./review/report.ts";
import { exitCode, exitCodes, type Known, reviewOf } from "./review/review.ts";
import { describePlatform } from "./stack/platform.ts";
import { PulumiCli } from "./stack/pulumi-cli.ts";
import { formatStack, parseStack } from "./stack/stack-text.ts";
import { defaultStack, describedStacks, settingsFile } from "./stack/stacks.ts";
import { ensureState, writeAtomically } from "./stack/state.ts";
import { run, say, UserError } from "./terminal.ts";

const usage = {
  command: "bin/review",
  purpose: "Says what bin/up would do to what runs, as a report for whoever reviews the change. Changes nothing.",
  word: { name: "stack", meaning: "whose platform", known: describedStacks(), default: defaultStack },
  switches: { empty: "compares with nothing: needs no engine, no state and no secrets (for pull requests of forks)" },
  values: {
    comment: {
      value: "FILE",
      meaning: "writes the report for a comment, 65,536 characters at most; no file where nothing changes",
    },
    report: { value: "FILE", meaning: "writes the full report" },
    plan: {
      value: "FILE",
      meaning: "saves what was seen; bin/up --plan FILE does that and nothing else. None where a policy is violated",
    },
  },
  notes: [
    "Without --comment and --report the full report is printed.",
    "Exit code: 0 nothing changes, 2 something does, 3 data is at risk, 4 a policy is violated, 1 it failed.",
  ],
} as const;

/** Standard output is the report's alone. */
function tell(text: string): void {
  process.stderr.write(`  … ${text}\n`);
}

/** Previews against what runs. */
async function againstState(stack: string): Promise<{ preview: Preview; known: Known }> {
  describePlatform(stack);
  const cli = await PulumiCli.open(stack, (text) => tell(`Pulumi  ${text}`));
  const checkpoint = cli.checkpoint();
  if (checkpoint === undefined) {
    throw new UserError(
      `${stack} has no state here, so nothing runs that a change could be compared with: bin/up ${stack} makes it, ` +
        `bin/review ${stack} --empty compares with nothing`,
    );
  }
  ensureState();
  cli.workingCopy.write({ salt: checkpoint.salt });
  tell("preview");
  const preview = await previewOf(cli);
  tell("secrets");
  const values = secretValues(await cli.quiet(["stack", "export", "--show-secrets", "--stack", stack]));
  return { preview, known: { state: checkpoint.resources, values } };
}

/** Previews against an empty state of its own, of which nothing is left. */
async function againstNothing(stack: string): Promise<{ preview: Preview; known: Known }> {
  const directory = mkdtempSync(join(tmpdir(), "kompose-review-"));
  try {
    ensureState(directory);
    const cli = await PulumiCli.open(stack, (text) => tell(`Pulumi  ${text}`), directory);
    const { config, ...rest } = parseStack(readFileSync(settingsFile(stack), "utf8"));
    const fixtures = withFixtures(config ?? {}, directory);
    for (const [path, text] of Object.entries(fixtures.files)) writeFileSync(path, text, { mode: 0o600 });
    cli.workingCopy.write();
    const settings = () =>
      writeAtomically(cli.workingCopy.path, formatStack({ ...rest, config: { ...fixtures.config } }));
    settings();
    describePlatform(stack, cli.workingCopy.path);
    await cli.quiet(["stack", "init", stack, "--secrets-provider", "passphrase"]);
    tell("preview");
    return { preview: await previewOf(cli), known: { state: [], values: new Map() } };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

await run(async () => {
  const { word, given, values, help } = readArguments(usage, process.argv.slice(2));
  if (help) return say(helpText(usage));
  const stack = word as string;
  if (given.empty && values.plan !== undefined) {
    throw new UserError("bin/review: what was compared with nothing can not be done: give --empty or --plan, not both");
  }
  // Those of an earlier run would be taken for this one's.
  for (const file of Object.values(values)) rmSync(file, { force: true });
  const { preview, known } = await (given.empty ? againstNothing : againstState)(stack);
  const review = reviewOf(preview, known);
  const report = reportOf(stack, review, given);
  const masked = (text: string) => withoutSecrets(text, known.values);
  process.exitCode = exitCode(review);
  if (values.comment !== undefined && process.exitCode !== exitCodes.nothing) {
    writeFileSync(values.comment, masked(comment(report)));
  }
  if (values.plan !== undefined && process.exitCode !== exitCodes.violation) {
    writeFileSync(values.plan, masked(JSON.stringify(planOf(stack, review))));
  }
  if (values.report !== undefined) writeFileSync(values.report, masked(markdown(report)));
  if (values.comment === undefined && values.report === undefined) process.stdout.write(masked(markdown(report)));
});
