/** `bin/credential`: prints one generated credential, and nothing else, so that others can read it. */
import { helpText, readArguments } from "./arguments.ts";
import { credentialOf } from "./stack/credentials.ts";
import { PulumiCli } from "./stack/pulumi-cli.ts";
import { defaultStack, describedStacks } from "./stack/stacks.ts";
import { ensureState } from "./stack/state.ts";
import { run, say, UserError } from "./terminal.ts";

const usage = {
  command: "bin/credential",
  purpose: "Prints one generated credential, and nothing else.",
  subject: {
    name: "name",
    meaning: "which one, such as postgres/keycloak; without it, or with a wrong one, all are named",
  },
  word: { name: "stack", meaning: "of which platform", known: describedStacks(), default: defaultStack },
  switches: {},
} as const;

/** Every generated credential, from the outputs of the last `up`. */
async function credentialsOf(stack: string): Promise<Record<string, string>> {
  // Standard output is the credential's alone.
  const cli = await PulumiCli.open(stack, (text) => process.stderr.write(`  … Pulumi  ${text}\n`));
  const checkpoint = cli.checkpoint();
  if (checkpoint === undefined) {
    throw new UserError(`${stack} is not running yet: bin/up ${stack} generates its credentials`);
  }
  ensureState();
  cli.workingCopy.write({ salt: checkpoint.salt });
  const outputs = await cli.quiet(["stack", "output", "--json", "--show-secrets", "--stack", stack]);
  return JSON.parse(outputs).credentials ?? {};
}

await run(async () => {
  const { subject, word, help } = readArguments(usage, process.argv.slice(2));
  if (help) return say(helpText(usage));
  say(credentialOf(await credentialsOf(word as string), subject, usage));
});
