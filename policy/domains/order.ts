/** How things are named, labelled and watched. */
import { unused } from "../exceptions.ts";
import { stackRule } from "../rule.ts";

/** An exception that nothing needs is a hole kept open. It must be the last policy of the pack. */
export const exceptionsAreUsed = stackRule({
  name: "order-exceptions-are-used",
  severity: "low",
  description: "Every exception is needed by its resource.",
  rationale: "One that nothing needs would let the next violation pass unseen.",
  source: "Incident: an exception that outlived what it was made for",
  remediation: "Remove it from the policy's exceptions.",
  // An update of chosen resources (`--target`) does not see the others.
  enforcementLevel: "advisory",
  findings: ([stack]) =>
    stack === undefined
      ? []
      : unused().map(([policy, resource]) => ({
          resource: stack,
          check: () => `needs no exception of ${policy} for ${resource}`,
        })),
});
