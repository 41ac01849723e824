import { expect, test } from "vitest";
import { differences } from "../../../cli/review/properties.ts";
import { labels } from "./previews.ts";

test("only what differs is said, by its path, before and after", () => {
  expect(
    differences(
      { memory: 1, health: { interval: "3s", tests: ["a"] } },
      { memory: 2, health: { interval: "4s", tests: ["a"] } },
    ),
  ).toEqual(["- health.interval: 3s", "+ health.interval: 4s", "- memory: 1", "+ memory: 2"]);
});

test("of a list the members that come and go; of labels each by its name", () => {
  expect(differences({ drops: ["ALL", "X"] }, { drops: ["ALL", "Y"] })).toEqual(["- drops: X", "+ drops: Y"]);
  expect(differences({ labels: labels({ a: "1", b: "2" }) }, { labels: labels({ b: "2", a: "3" }) })).toEqual([
    "- labels.dev.kompose.a: 1",
    "+ labels.dev.kompose.a: 3",
  ]);
});

test("what is there before or after alone, and text of several lines", () => {
  expect(differences({ a: "one\ntwo" }, { b: { c: [1] } })).toEqual(["- a: one", "- two", '+ b: {"c":[1]}']);
  expect(differences({ a: null }, {})).toEqual([]);
});

test("what Pulumi and its providers choose themselves is left out", () => {
  expect(
    differences(
      { __defaults: ["name"], name: "a-1", ports: [{ __defaults: [], internal: 1 }] },
      { __defaults: ["name"], name: "a-2", ports: [{ __defaults: ["ip"], internal: 1 }] },
    ),
  ).toEqual([]);
});
