/** What every policy of a domain is held to: its fixtures, its exceptions, and the good platform. */
import { describe, expect, test } from "vitest";
import { changed, type Fixtures, messages, title, type Violation } from "./fixtures.ts";
import { good } from "./good.ts";
import { judge } from "./judge.ts";

/** Describes the policies that have these fixtures. */
export function describeDomain(fixtures: readonly Fixtures[]): void {
  describe.each(fixtures.map((of) => [of.policy.name, of] as const))("%s", (name, { policy, ...of }) => {
    test("stops an update, or is advice", () => {
      expect(policy.enforcementLevel).toBe(of.advisory ? "advisory" : "mandatory");
    });

    test("passes the good platform", async () => {
      const names = "validateStack" in policy ? ["web"] : Object.keys(good);
      for (const name of names) expect(await judge(policy, good, name)).toEqual({ violations: [] });
    });

    for (const change of of.passes) {
      test(`passes ${title(change)}`, async () => {
        expect(await judge(policy, changed(change), change.on ?? "web", change.options, change.excepted)).toEqual({
          violations: [],
        });
      });
    }

    for (const violation of of.fails) {
      test(`stops ${title(violation)}`, async () => {
        const { on = "web", options, excepted } = violation;
        const judged = await judge(policy, changed(violation), on, options, excepted);
        expect(judged).toEqual({ violations: messages(policy, violation) });
      });
    }

    for (const change of of.undecided ?? []) {
      test(`can not decide about ${title(change)}`, async () => {
        const judged = await judge(policy, changed(change), change.on ?? "web", change.options, change.excepted);
        expect(judged).toEqual({ violations: [], undecided: expect.stringContaining(change.names) });
      });
    }

    test("lets a resource pass that it has an exception for", async () => {
      const violation = of.fails[0] as Violation;
      const { on = "web", of: resource = on, options } = violation;
      const exceptions = [{ resource, reason: "it is a test" }];
      const stack = changed(violation);
      expect(await judge(policy, stack, on, { ...options, exceptions })).toEqual({ violations: [] });
      const others = [{ resource: "another", reason: "it is a test" }];
      expect((await judge(policy, stack, on, { ...options, exceptions: others })).violations).not.toEqual([]);
    });

    test("says of the stack that an option is none of its own", async () => {
      const { violations } = await judge(policy, good, "stack", { exeptions: [] });
      const own = Object.keys(policy.configSchema?.properties ?? {}).join(", ");
      // Once is enough.
      if (!("validateStack" in policy)) {
        expect(await judge(policy, good, "web", { exeptions: [] })).toEqual({ violations: [] });
      }
      expect(violations).toEqual([`${name} has no option exeptions that could be set. It has ${own}.`]);
    });
  });
}
