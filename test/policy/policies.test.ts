import { afterAll, describe, expect, test } from "vitest";
import { policies } from "../../policy/pack.ts";
import { fixtures } from "./support/all-fixtures.ts";
import { title } from "./support/fixtures.ts";

describe("every policy", () => {
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
