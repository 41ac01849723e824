/** Asks a policy about a resource as Pulumi does: through its own validate function, with guarded properties. */
import { type ResourceValidationArgs, UnknownValueError, unknownCheckingProxy } from "@pulumi/policy";
import type { RulePolicy } from "../../policy/rule.ts";

/** What stands in rendered properties for a text, or a list, that a preview does not know (pulumi/sdk resource/plugin/rpc.go). */
export const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
export const unknownList = "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2";
export const unknownNumber = "3eeb2bf0-c639-47a8-9e75-3b44932eb421";

export const container = "docker:index/container:Container";
export const swarmService = "docker:index/service:Service";

export interface Judgement {
  /** What stops an update. */
  violations: string[];
  /** What Pulumi reports as an advisory, because the rule could not decide. */
  undecided?: string;
}

/** The policy's judgement of a resource named `it`. */
export async function judge(policy: RulePolicy, type: string, props: object): Promise<Judgement> {
  const violations: string[] = [];
  const args = { type, name: "it", urn: "urn:pulumi:test::kompose::it", props: unknownCheckingProxy(props) };
  try {
    const judged = policy.validateResource(args as unknown as ResourceValidationArgs, (message) => {
      violations.push(message);
    });
    await Promise.resolve(judged);
  } catch (error) {
    if (!(error instanceof UnknownValueError)) throw error;
    return { violations, undecided: (error as Error).message };
  }
  return { violations };
}
