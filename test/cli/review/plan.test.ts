import { expect, test } from "vitest";
import { deviations, planOf } from "../../../cli/review/plan.ts";
import { types } from "../../../cli/review/resources.ts";
import { reviewOf } from "../../../cli/review/review.ts";
import { events, labels, preview, replaced } from "./previews.ts";

const plan = (...lines: Parameters<typeof preview>) =>
  planOf("dev", reviewOf(preview(...lines), { state: [], values: new Map() }));
const container = (memory: number, name = "a-1", ops: readonly string[] = replaced.createdFirst) => {
  const inputs = { __defaults: ["name"], name, labels: labels({ service: "a" }) };
  return events(types.container, "a", { ops, old: { ...inputs, memory: 1 }, new: { ...inputs, memory } });
};

test("the same is the same, also where a name is generated anew", () => {
  expect(deviations(plan(container(2, "a-1")), plan(container(2, "a-2")))).toEqual([]);
  expect(deviations(plan(), plan())).toEqual([]);
});

test.each([
  ["another value", container(3), "Container a would change otherwise"],
  ["another fate", container(2, "a-1", replaced.deletedFirst), "Container a would change otherwise"],
  ["no change", [], "Container a would not change, as was planned"],
])("%s is named", (_, now, deviation) => {
  expect(deviations(plan(container(2)), plan(now))).toEqual([deviation]);
});

test("more than was planned is named, and a file, and another stack", () => {
  expect(deviations(plan(), plan(events(types.password, "postgres/a", { ops: ["create"], new: {} })))).toEqual([
    "RandomPassword postgres/a would change, which was not planned",
  ]);
  const file = (text: string) =>
    plan(events(types.files, "f", { ops: ["same"], old: { files: { c: "" } }, new: { files: { c: text } } }));
  expect(deviations(file("1"), file("2"))).toEqual(["files of services would change otherwise"]);
  expect(deviations({ ...plan(), stack: "prod" }, plan())).toEqual(["the plan is for prod, not for dev"]);
});

test("when somebody's changes of the realm were found is no difference, and what they are is one", () => {
  const realm = (drift: string) =>
    plan(events(types.command, "auth_realm", { ops: ["update"], old: {}, new: { environment: { DRIFT: drift } } }));
  expect(deviations(realm("2026-01-01\nclient a"), realm("2026-01-02\nclient a"))).toEqual([]);
  expect(deviations(realm("2026-01-01\nclient a"), realm("2026-01-01\nclient b"))).toHaveLength(1);
});
