import { expect, test } from "vitest";
import { containerChanges, recorded } from "../../../cli/review/containers.ts";
import { resourcesOf, types } from "../../../cli/review/resources.ts";
import { events, labels, partOf, preview, replaced, serviceEvents, urnOf } from "./previews.ts";

const container = (name: string, ops: readonly string[]) => [
  ...serviceEvents(name),
  ...events(types.container, name, { ops, old: {}, new: {}, ...partOf(name) }),
];
const urn = (name: string) => urnOf(types.container, name);
const state = (name: string, ...dependencies: string[]) => ({ urn: urn(name), type: types.container, dependencies });

test.each<[readonly string[], string]>([
  [["create"], "starts"],
  [["update"], "adapts"],
  [["delete"], "ends"],
  [replaced.deletedFirst, "restarts"],
  [replaced.createdFirst, "swaps"],
])("%j: it %s", (ops, what) => {
  expect(containerChanges(resourcesOf(preview(container("a", ops))), [])).toEqual([
    { service: "a", urn: urn("a"), what, step: 1 },
  ]);
});

test("one that stays as it is is not mentioned; one of no service goes by its label, or its own name", () => {
  const resources = resourcesOf(
    preview(
      container("same", ["same"]),
      events(types.container, "loose", { ops: ["create"], new: {} }),
      events(types.container, "x", { ops: ["create"], new: { labels: labels({ service: "labelled" }) } }),
    ),
  );
  expect(containerChanges(resources, []).map(({ service }) => service)).toEqual(["labelled", "loose"]);
});

test("they are in the order of what each waits for, at any distance; new ones then, removed ones last", () => {
  const resources = resourcesOf(
    preview(
      container("gone", ["delete"]),
      container("new", ["create"]),
      container("door", replaced.deletedFirst),
      container("b", replaced.createdFirst),
      container("a", replaced.deletedFirst),
      container("between", ["same"]),
    ),
  );
  const known = [state("door", urn("between")), state("between", urn("a")), state("a"), state("b"), state("gone")];
  expect(containerChanges(resources, known).map(({ step, service }) => `${step} ${service}`)).toEqual([
    "1 a",
    "1 b",
    "2 door",
    "3 new",
    "4 gone",
  ]);
});

test("how long it was away is what the gate recorded, else how long its start took, else nothing", () => {
  expect(recorded({ stdout: '{"container":"c","healthyAfter":4,"away":9}' })).toEqual({ seconds: 9, of: "away" });
  expect(recorded({ stdout: '{"container":"c","healthyAfter":0}' })).toEqual({ seconds: 0, of: "start" });
  for (const stdout of ["a was away for 9 s", "", "null", '{"healthyAfter":"4"}']) {
    expect(recorded({ stdout })).toBeUndefined();
  }
  const gate = events(types.command, "a-ready", { ops: ["update"], old: {}, had: { stdout: '{"healthyAfter":4}' } });
  const [change] = containerChanges(resourcesOf(preview(container("a", replaced.deletedFirst), gate)), []);
  expect(change?.measured).toEqual({ seconds: 4, of: "start" });
});
