import { expect, test } from "vitest";
import { differenceLine, listChange, update } from "../../../../config/keycloak/apply/change.ts";

const nothing = async () => {};

test("a line has what it is, and what it should be", () => {
  expect(differenceLine("realm a", { field: "enabled", is: false, should: true })).toBe(
    "realm a, enabled: false → true",
  );
  expect(differenceLine("realm a", { field: "x", is: undefined, should: ["y"] })).toBe('realm a, x: nothing → ["y"]');
});

test.each(["secret", "config.clientSecret", "config.bindCredential", "smtpServer.password"])(
  "a line about %s does not tell it",
  (field) => {
    expect(differenceLine("it", { field, is: "one", should: "two" })).toBe(`it, ${field}: another → the declared one`);
  },
);

test("a value is one line, and not too long a one", () => {
  const shown = differenceLine("it", { field: "x", is: `a\nb${"c".repeat(1000)}`, should: "" });
  expect(shown).toMatch(/^it, x: "a\\nbc+… → ""$/);
  expect(shown.length).toBeLessThan(220);
});

test("the fields of one object are several lines, and one request", () => {
  expect([...update("it", { a: 1, b: 2, c: 3 }, { a: 1, b: 3 }, nothing)].map(({ lines }) => lines)).toEqual([
    ["it, b: 3 → 2", "it, c: nothing → 3"],
  ]);
  expect([...update("it", { a: 1 }, { a: 1, b: 3 }, nothing)]).toEqual([]);
});

test("a list is told what it lacks and what it has too many of", async () => {
  const told: string[][] = [];
  const make = async (missing: string[], superfluous: string[]) => {
    told.push(missing, superfluous);
  };
  const [change] = [...listChange("it", ["b", "a"], ["c", "a"], make)];
  expect(change?.lines).toEqual(['it: ["a","b"] → ["a","c"]']);
  await change?.make();
  expect(told).toEqual([["c"], ["b"]]);
  expect([...listChange("it", ["b", "a"], ["a", "b"], make)]).toEqual([]);
});
