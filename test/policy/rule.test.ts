import type { ResourceValidationArgs } from "@pulumi/policy";
import { expect, test } from "vitest";
import { rulesFor, stackRule } from "../../policy/rule.ts";

const text = {
  name: "life-of-a-test",
  severity: "low",
  description: "What must hold.",
  rationale: "Why it must.",
  source: "a standard",
  remediation: "Do this.",
} as const;

const option = { default: 1, schema: { type: "integer" } } as const;

test("a policy says what it is about, and what can be set", () => {
  const policy = rulesFor(() => ({}))({ ...text, options: { most: option }, checks: () => [] });
  expect(policy).toMatchObject({
    name: "life-of-a-test",
    severity: "low",
    description: "What must hold. Why it must. (a standard)",
    remediationSteps: "Do this.",
    enforcementLevel: "mandatory",
  });
  expect(policy.configSchema?.properties).toEqual({
    most: { type: "integer" },
    exceptions: expect.objectContaining({ type: "array" }),
  });
  expect(stackRule({ ...text, enforcementLevel: "advisory", findings: () => [] }).enforcementLevel).toBe("advisory");
});

test("a mistake in a rule is no finding, and ends it", () => {
  const reported: string[] = [];
  const policy = rulesFor(() => ({}))({
    ...text,
    checks: () => [
      () => {
        throw new TypeError("a mistake");
      },
      () => "does something",
    ],
  });
  const args = { type: "t", name: "web", props: {}, opts: {}, getConfig: () => ({}) };
  const ask = () => policy.validateResource(args as unknown as ResourceValidationArgs, (said) => reported.push(said));
  expect(ask).toThrow(new TypeError("a mistake"));
  expect(reported).toEqual([]);
});
