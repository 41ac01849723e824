/** Asks Pulumi what it would do. */
import { policyArguments } from "../stack/policy.ts";
import type { PulumiCli } from "../stack/pulumi-cli.ts";
import { UserError } from "../terminal.ts";
import { type Preview, PreviewReader } from "./events.ts";

/**
 * Previews a stack, with the policies.
 * @throws UserError when the preview failed for another reason than a policy, or data that is protected
 */
export async function previewOf(cli: PulumiCli): Promise<Preview> {
  const reader = new PreviewReader();
  const { exitCode, stderr } = await cli.lines(
    ["preview", "--json", ...policyArguments(cli.stack, { directory: cli.directory })],
    reader.take,
    // Events as they come: the digest that --json prints without it has neither policies nor outputs.
    { PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true" },
  );
  const { preview } = reader;
  const refused =
    preview.policies.some(({ level }) => level === "mandatory") ||
    preview.errors.some((error) => /protect/.test(error));
  if (exitCode !== 0 && !refused) {
    const said = [...preview.errors, stderr].filter((text) => text.trim() !== "");
    throw new UserError(`the preview failed (exit code ${exitCode}):\n${said.join("\n")}`);
  }
  return preview;
}
