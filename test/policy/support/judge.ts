/** Asks a policy about a resource, or a stack, as Pulumi does: through its own function, with guarded properties. */
import {
  type ResourceValidationArgs,
  type StackValidationArgs,
  UnknownValueError,
  unknownCheckingProxy,
} from "@pulumi/policy";
import { type Exception, forget } from "../../../policy/exceptions.ts";
import type { ResourcePolicy, RulePolicy } from "../../../policy/rule.ts";
import type { GoodResource } from "./good.ts";

/** What stands in rendered properties for what a preview does not know (pulumi/sdk resource/plugin/rpc.go). */
export const unknown = {
  text: "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  list: "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  number: "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  boolean: "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  object: "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
};

export interface Judgement {
  /** What stops an update. */
  violations: string[];
  /** What Pulumi reports as an advisory, because the rule could not decide. */
  undecided?: string;
}

/** A policy that is asked about every resource first, and its exceptions. */
export interface Excepted {
  policy: ResourcePolicy;
  exceptions: readonly Exception[];
}

const urn = (name: string) => `urn:pulumi:test::kompose::${name}`;

/** A stack of resources as Pulumi hands it to a policy. */
function handedOver(stack: Readonly<Record<string, GoodResource>>) {
  const resources = Object.entries(stack).map(([name, { type, props, protect = false }]) => ({
    ...{ type, name, urn: urn(name), dependencies: [] as unknown[] },
    ...{ props: unknownCheckingProxy(props), opts: { protect, ignoreChanges: [], aliases: [] } },
  }));
  const byName = new Map(resources.map((resource) => [resource.name, resource]));
  for (const resource of resources) {
    resource.dependencies = (stack[resource.name]?.dependsOn ?? []).map((name) => byName.get(name));
  }
  return { resources, byName };
}

/** Asks a policy, with what the environment set for it. */
async function ask(policy: RulePolicy, of: object, config: object): Promise<Judgement> {
  const violations: string[] = [];
  const report = (message: string) => {
    violations.push(message);
  };
  const args = { ...of, getConfig: () => config } as unknown as ResourceValidationArgs & StackValidationArgs;
  try {
    await Promise.resolve(
      "validateStack" in policy ? policy.validateStack(args, report) : policy.validateResource(args, report),
    );
  } catch (error) {
    if (!(error instanceof UnknownValueError)) throw error;
    return { violations, undecided: (error as Error).message };
  }
  return { violations };
}

/**
 * The policy's judgement of `about`, a resource of `stack`; a rule about all of a stack is asked about all of it.
 * @param options what the environment set for the policy
 * @param excepted a policy that is asked first, about every resource
 */
export async function judge(
  policy: RulePolicy,
  stack: Readonly<Record<string, GoodResource>>,
  about: string,
  options: object = {},
  excepted?: Excepted,
): Promise<Judgement> {
  forget();
  const { resources, byName } = handedOver(stack);
  if (excepted !== undefined) {
    for (const resource of resources) await ask(excepted.policy, resource, { exceptions: excepted.exceptions });
  }
  return ask(policy, "validateStack" in policy ? { resources } : (byName.get(about) ?? {}), options);
}
