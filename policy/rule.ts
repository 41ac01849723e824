/** What a rule is, and how it becomes a policy that Pulumi calls. */
import {
  type PolicyConfigSchema,
  type ReportViolation,
  type ResourceValidation,
  type ResourceValidationPolicy,
  type Severity,
  type StackValidationPolicy,
  UnknownValueError,
} from "@pulumi/policy";
import { declare, type Exception, excused } from "./exceptions.ts";
import type { Resource, StackResource } from "./read/resource.ts";

/** One thing to check: says what is wrong, as what the resource does (`publishes 25/tcp`), or undefined. */
export type Check = () => string | undefined;

/** A JSON schema, as Pulumi checks a policy's configuration with it. */
export type Schema = PolicyConfigSchema["properties"][string];

/** Something that an environment can set, in the configuration of its policy. */
export interface Option<T> {
  /** What holds where nothing is set. */
  default: T;
  /** What can be set, and what it means. */
  schema: Schema;
}

// biome-ignore lint/suspicious/noExplicitAny: options of any types, which Values reads back
type Options = Record<string, Option<any>>;
type Values<O extends Options> = { [K in keyof O]: O[K]["default"] };

/** What every rule says of itself. */
interface Text<O extends Options> {
  /** `<domain>-<what must hold>`. */
  name: string;
  /** How bad a violation is. */
  severity: Severity;
  /** What must hold, in a sentence. */
  description: string;
  /** Why it must, in a sentence. */
  rationale: string;
  /** Where the rule comes from: a section of a standard, or what has gone wrong before. */
  source: string;
  /** What to do about a violation, in a sentence. */
  remediation: string;
  /** Whether a violation stops an update. Default: `mandatory`. */
  enforcementLevel?: "mandatory" | "advisory";
  /** What an environment can set. Default: nothing but exceptions. */
  options?: O;
}

/** A rule for one resource at a time, which is judged before anything is done about it. */
interface ResourceRule<S, O extends Options> extends Text<O> {
  /** What there is to check about what was read. */
  checks: (subject: S, options: Values<O>, resource: Resource) => readonly Check[];
}

/** Something to check about one resource of a stack. */
export interface Finding {
  resource: StackResource;
  check: Check;
}

/** A rule for what holds between resources. It is judged when all are known: in an update, after its steps. */
interface StackRule<O extends Options> extends Text<O> {
  findings: (resources: readonly StackResource[], options: Values<O>) => readonly Finding[];
}

/** A rule for single resources as a policy, with the one function that Pulumi calls. */
export type ResourcePolicy = ResourceValidationPolicy & { validateResource: ResourceValidation };

/** A policy of the pack. */
export type RulePolicy = ResourcePolicy | StackValidationPolicy;

const exceptions: Option<readonly Exception[]> = {
  default: [],
  schema: {
    type: "array",
    description: "Resources that may violate this policy. One that nothing needs is reported.",
    items: {
      type: "object",
      required: ["resource", "reason"],
      additionalProperties: false,
      properties: {
        resource: { type: "string", minLength: 1, description: "The resource's name in the program." },
        reason: { type: "string", minLength: 10, description: "Why that is right, for whoever reads this next." },
      },
    },
  },
};

/** What a policy is, without its validate function. */
function metadata<O extends Options>(rule: Text<O>) {
  const { name, severity, description, rationale, source, remediation, enforcementLevel = "mandatory" } = rule;
  const options = Object.entries({ ...rule.options, exceptions });
  return {
    name,
    severity,
    description: `${description} ${rationale} (${source})`,
    remediationSteps: remediation,
    enforcementLevel,
    configSchema: {
      properties: Object.fromEntries(options.map(([key, { schema }]) => [key, schema])),
    },
  };
}

/** What the environment set, over what holds without. */
function values<O extends Options>(rule: Text<O>, set: object): Values<O> & { exceptions: readonly Exception[] } {
  const defaults = Object.entries({ ...rule.options, exceptions }).map(([key, option]) => [key, option.default]);
  return { ...Object.fromEntries(defaults), ...set };
}

/**
 * Reports what is set and no option: Pulumi checks values by their schemas, and lets pass what has none.
 * @param report says it of the stack
 */
function reportNoOptions<O extends Options>(rule: Text<O>, set: object, report: ReportViolation): void {
  const names = Object.keys({ ...rule.options, exceptions });
  for (const name of Object.keys(set).filter((one) => !names.includes(one))) {
    report(`${rule.name} has no option ${name} that could be set. It has ${names.join(", ")}.`);
  }
}

const isStack = ({ type }: Pick<Resource, "type">) => type === "pulumi:pulumi:Stack";

interface Attempt {
  problem?: string | undefined;
  unknown?: UnknownValueError;
}

function attempt(check: Check): Attempt {
  try {
    return { problem: check() };
  } catch (error) {
    if (error instanceof UnknownValueError) return { unknown: error };
    throw error;
  }
}

/**
 * Reports every problem that no exception covers. Where a value is unknown in a preview, every check that does not
 * need it still counts; then the error is passed on, and Pulumi reports as an advisory that this policy could not
 * decide, and which value it misses.
 */
function judge<O extends Options>(
  { name: policy, remediation }: Text<O>,
  found: readonly { name: string; urn?: string; check: Check }[],
  report: ReportViolation,
): void {
  let unknown: UnknownValueError | undefined;
  for (const { name, urn, check } of found) {
    const result = attempt(check);
    unknown ??= result.unknown;
    if (result.problem === undefined && result.unknown === undefined) continue;
    const passes = excused(policy, name);
    if (result.problem !== undefined && !passes) report(`${name} ${result.problem}. ${remediation}`, urn);
  }
  if (unknown !== undefined) throw unknown;
}

/** Makes rules about what `read` sees in a resource; it gives undefined for what they have nothing to say about. */
export function rulesFor<S>(read: (resource: Resource) => S | undefined) {
  return <O extends Options = Record<never, never>>(rule: ResourceRule<S, O>): ResourcePolicy => ({
    ...metadata(rule),
    validateResource: ({ type, name, props, opts, getConfig }, report) => {
      const options = values(rule, getConfig());
      declare(rule.name, options.exceptions);
      if (isStack({ type })) reportNoOptions(rule, getConfig(), report);
      const resource = { type, name, props, opts };
      const subject = read(resource);
      if (subject === undefined) return;
      judge(
        rule,
        rule.checks(subject, options, resource).map((check) => ({ name, check })),
        report,
      );
    },
  });
}

/** One problem with the whole stack, said of the stack itself. */
export function ofStack(resources: readonly StackResource[], check: Check): Finding[] {
  return resources.flatMap((resource) => (isStack(resource) ? [{ resource, check }] : []));
}

/** Makes a rule about all resources of a stack. */
export function stackRule<O extends Options = Record<never, never>>(rule: StackRule<O>): StackValidationPolicy {
  return {
    ...metadata(rule),
    validateStack: ({ resources, getConfig }, report) => {
      const options = values(rule, getConfig());
      declare(rule.name, options.exceptions);
      reportNoOptions(rule, getConfig(), report);
      judge(
        rule,
        rule
          .findings(resources, options)
          .map(({ resource, check }) => ({ name: resource.name, urn: resource.urn, check })),
        report,
      );
    },
  };
}
