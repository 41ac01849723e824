import { expect, test } from "vitest";
import { policyFindings } from "../../../cli/review/policies.ts";
import { types } from "../../../cli/review/resources.ts";
import { policyEvent, preview, urnOf } from "./previews.ts";

const urn = urnOf(types.container, "toys_a");
const unable =
  'can\'t run policy "no-host" from policy pack "kompose@v0.1.0" during preview: string value at .image can\'t be known during preview';

test("violations, policies that could not decide, and advice are told apart; each is said once", () => {
  const violation = policyEvent(
    urn,
    "no-host",
    "mandatory",
    "No host network.\ntoys_a uses it. Why it must not. Remove it.",
  );
  const findings = policyFindings(
    preview(
      violation,
      violation,
      policyEvent(urn, "no-host", "advisory", unable),
      policyEvent("", "backups", "advisory", "Back up."),
    ),
  );
  expect(findings).toEqual({
    violations: [expect.objectContaining({ policy: "no-host", resource: "toys_a", says: "toys_a uses it." })],
    undecided: [expect.objectContaining({ says: "string value at .image can't be known during preview" })],
    advice: [expect.objectContaining({ policy: "backups", resource: "the stack", says: "Back up." })],
  });
  expect(findings.violations[0]?.message).toContain("Remove it.");
});
