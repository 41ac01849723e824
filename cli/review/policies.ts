/** What the policies said. */
import type { PolicyMessage, Preview } from "./events.ts";
import { nameOf } from "./resources.ts";

export interface PolicyFinding {
  policy: string;
  /** The resource's name; `the stack` for a policy about it as a whole. */
  resource: string;
  /** The first sentence of what it says of this very resource. */
  says: string;
  /** Everything it says, its own description too. */
  message: string;
}

export interface PolicyFindings {
  /** Each stops the change. */
  violations: readonly PolicyFinding[];
  /** Policies that miss a value which is known only once the change is done. They decide in `bin/up`. */
  undecided: readonly PolicyFinding[];
  /** Advice that stops nothing. */
  advice: readonly PolicyFinding[];
}

/** How @pulumi/policy (server.ts) begins what it says of a policy that it can not run on unknown values. */
const undecidedMark = /can't run policy .* during preview: /;

function firstSentence(text: string): string {
  return /^.*?[.:](?=\s)/s.exec(text)?.[0] ?? text;
}

/** The messages begin with the policy's description, which is the same for each resource. */
function finding({ policy, resource, message }: PolicyMessage): PolicyFinding {
  const [, reason] = message.split(undecidedMark);
  const [, ...own] = message.split("\n");
  return {
    policy,
    resource: resource === "" ? "the stack" : nameOf(resource),
    says: firstSentence(reason ?? (own.join(" ").trim() || message)),
    message,
  };
}

/** The messages by what they ask of the reader, each once. */
export function policyFindings({ policies }: Preview): PolicyFindings {
  const sorted = { violations: [] as PolicyFinding[], undecided: [] as PolicyFinding[], advice: [] as PolicyFinding[] };
  const seen = new Set<string>();
  for (const policy of policies) {
    const key = JSON.stringify(policy);
    if (seen.has(key)) continue;
    seen.add(key);
    const kind =
      policy.level === "mandatory" ? "violations" : undecidedMark.test(policy.message) ? "undecided" : "advice";
    sorted[kind].push(finding(policy));
  }
  const byName = (a: PolicyFinding, b: PolicyFinding) =>
    a.policy.localeCompare(b.policy) || a.resource.localeCompare(b.resource);
  return {
    violations: sorted.violations.sort(byName),
    undecided: sorted.undecided.sort(byName),
    advice: sorted.advice.sort(byName),
  };
}
