import { afterAll, describe, expect, test } from "vitest";
import { onNamedNetwork } from "../../policy/domains/ingress.ts";
import { policies } from "../../policy/pack.ts";
import { fixtures } from "./support/all-fixtures.ts";
import { changed, messages, title, type Violation } from "./support/fixtures.ts";
import { good } from "./support/good.ts";
import { judge } from "./support/judge.ts";

describe("the good platform passes", () => {
  test.each(policies.map((policy) => [policy.name, policy] as const))("%s", async (_, policy) => {
    const names = "validateStack" in policy ? ["web"] : Object.keys(good);
    for (const name of names) expect(await judge(policy, good, name)).toEqual({ violations: [] });
  });
});

describe.each(fixtures.map((of) => [of.policy.name, of] as const))("%s", (_, { policy, ...of }) => {
  for (const change of of.passes) {
    test(`passes ${title(change)}`, async () => {
      expect(await judge(policy, changed(change), change.on ?? "web", change.options, change.excepted)).toEqual({
        violations: [],
      });
    });
  }
  for (const violation of of.fails) {
    test(`stops ${title(violation)}`, async () => {
      const judged = await judge(
        policy,
        changed(violation),
        violation.on ?? "web",
        violation.options,
        violation.excepted,
      );
      expect(judged).toEqual({ violations: messages(policy, violation) });
    });
  }
  for (const change of of.undecided ?? []) {
    test(`can not decide about ${title(change)}`, async () => {
      const judged = await judge(policy, changed(change), change.on ?? "web", change.options, change.excepted);
      expect(judged).toEqual({ violations: [], undecided: expect.stringContaining(change.names) });
    });
  }
});

// It takes two fields to have no network.
test("a container that reaches nobody needs no network with a name", async () => {
  const offline = { ...good.web, props: { ...good.web.props, networkMode: "none", networksAdvanced: [] } };
  expect(await judge(onNamedNetwork, { offline }, "offline")).toEqual({ violations: [] });
});

describe("every policy", () => {
  test.each(fixtures.map((of) => [of.policy.name, of] as const))(
    "%s lets a resource pass that it has an exception for",
    async (_, { policy, fails: [violation] }) => {
      const { on = "web", of = on, options } = violation as Violation;
      const exceptions = [{ resource: of, reason: "it is a test" }];
      const stack = changed(violation as Violation);
      expect(await judge(policy, stack, on, { ...options, exceptions })).toEqual({ violations: [] });
      const others = [{ resource: "another", reason: "it is a test" }];
      expect((await judge(policy, stack, on, { ...options, exceptions: others })).violations).not.toEqual([]);
    },
  );

  test.each(policies.map((policy) => [policy.name, policy] as const))(
    "%s says of the stack that an option is none of its own",
    async (name, policy) => {
      const { violations } = await judge(policy, good, "stack", { exeptions: [] });
      const own = Object.keys(policy.configSchema?.properties ?? {}).join(", ");
      expect(violations).toEqual([`${name} has no option exeptions that could be set. It has ${own}.`]);
    },
  );

  test("has at least one fixture that passes and three that fail, and each field is changed once", () => {
    expect(fixtures.map(({ policy }) => policy.name).sort()).toEqual(policies.map(({ name }) => name).sort());
    for (const { policy, passes, fails } of fixtures) {
      expect(passes.length, policy.name).toBeGreaterThanOrEqual(1);
      expect(fails.length, policy.name).toBeGreaterThanOrEqual(3);
      expect(new Set(fails.map(title)).size, policy.name).toBe(fails.length);
    }
  });

  test("says what must hold, why, where that comes from and what to do, in sentences", () => {
    for (const { name, description, remediationSteps, severity, configSchema } of policies) {
      expect(name).toMatch(/^(ingress|privilege|life|supply|secrets|data|order)-[a-z0-9-]+$/);
      expect(description, name).toMatch(/^[A-Z].+\. [A-Z].+\. \(.+\)$/);
      expect(remediationSteps, name).toMatch(/^[A-Z].+\.$/);
      expect(["low", "medium", "high", "critical"]).toContain(severity);
      for (const [option, schema] of Object.entries(configSchema?.properties ?? {})) {
        expect(schema?.description, `${name}, ${option}`).toMatch(/^[A-Z].+\.$/);
      }
    }
    expect(new Set(policies.map(({ name }) => name)).size).toBe(policies.length);
  });
});

afterAll(() => {
  const count = (pick: "passes" | "fails") => fixtures.reduce((sum, of) => sum + of[pick].length, 0);
  console.log(`${policies.length} policies, ${count("passes")} passing and ${count("fails")} failing fixtures`);
});
