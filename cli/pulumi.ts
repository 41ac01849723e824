/** `bin/pulumi`: the Pulumi CLI with this checkout's toolchain and state. */
import { policyArguments } from "./stack/policy.ts";
import { absolutePaths, stackOf, withPolicy } from "./stack/pulumi-arguments.ts";
import { PulumiCli } from "./stack/pulumi-cli.ts";
import { defaultStack } from "./stack/stacks.ts";
import { ensureState } from "./stack/state.ts";
import { run } from "./terminal.ts";

await run(async () => {
  const args = process.argv.slice(2);
  const stack = stackOf(args) ?? process.env.PULUMI_STACK ?? defaultStack;
  const whole = withPolicy(absolutePaths(args, process.cwd()), policyArguments(stack));
  // Its own output is for programs too: what is said on the way goes where messages go.
  const pulumi = await PulumiCli.open(stack, (text) => process.stderr.write(`  … Pulumi  ${text}\n`));
  ensureState();
  pulumi.workingCopy.write({ salt: pulumi.checkpoint()?.salt });
  process.exitCode = await pulumi.stream(...whole);
  const changed = pulumi.workingCopy.carryBack();
  if (changed.length > 0) process.stderr.write(`Pulumi.${stack}.yaml: ${changed.join(", ")} changed\n`);
});
