import { type ResourceValidation, type ResourceValidationPolicy, UnknownValueError } from "@pulumi/policy";
import { type ContainerProperties, containerProperties } from "./container.ts";

/** One thing to check: says what is wrong, or undefined. */
export type Check = () => string | undefined;

export interface Rule {
  name: string;
  /** What must hold, in a sentence. */
  description: string;
  /** Why it must. */
  rationale: string;
  /** What to do about a violation. */
  remediation: string;
  /** What there is to check. */
  checks: (container: ContainerProperties) => readonly Check[];
}

/** A rule as a policy, with the function that Pulumi calls. */
export type RulePolicy = ResourceValidationPolicy & { validateResource: ResourceValidation };

function attempt(check: Check): { problem?: string | undefined; unknown?: UnknownValueError } {
  try {
    return { problem: check() };
  } catch (error) {
    if (error instanceof UnknownValueError) return { unknown: error };
    throw error;
  }
}

/**
 * A mandatory policy for everything that runs a container. Where a value is unknown in a preview, every check that
 * does not need it still counts; then the error is passed on, and Pulumi reports as an advisory that this rule could
 * not decide, and which value it misses.
 */
export function rule({ name, description, rationale, remediation, checks }: Rule): RulePolicy {
  return {
    name,
    description: `${description} ${rationale}`,
    remediationSteps: remediation,
    enforcementLevel: "mandatory",
    validateResource: ({ type, name: resource, props }, reportViolation) => {
      const container = containerProperties(type, props);
      const results = container === undefined ? [] : checks(container).map(attempt);
      for (const { problem } of results) {
        if (problem !== undefined) reportViolation(`${resource} ${problem}. ${rationale} ${remediation}`);
      }
      const unknown = results.find((result) => result.unknown !== undefined)?.unknown;
      if (unknown !== undefined) throw unknown;
    },
  };
}
