import { expect, test } from "vitest";
import { differences, merged } from "../../../../config/keycloak/apply/difference.ts";

test("what is not managed does not differ", () => {
  expect(differences({ a: 1, b: { c: "x" } }, { a: 1, b: { c: "x", d: "y" }, e: 2 })).toEqual([]);
});

test("lists are the same in any order, and not when one has more", () => {
  expect(differences({ a: ["x", "y"] }, { a: ["y", "x"] })).toEqual([]);
  expect(differences({ a: ["x"] }, { a: ["y", "x"] })).toEqual([{ field: "a", is: ["y", "x"], should: ["x"] }]);
});

test("a field of a map is named with the map, which may be missing", () => {
  expect(differences({ a: { "b.c": "x" } }, {})).toEqual([{ field: "a.b.c", is: undefined, should: "x" }]);
});

test("text is no number, and nothing is not empty", () => {
  expect(differences({ a: "1", b: [] }, { a: 1 })).toHaveLength(2);
});

test("what is merged has what was there beside what is managed", () => {
  expect(merged({ a: 1, b: { c: "x", d: "y" }, e: [1] }, { a: 2, b: { c: "z" }, e: [], f: { g: 1 } })).toEqual({
    a: 2,
    b: { c: "z", d: "y" },
    e: [],
    f: { g: 1 },
  });
});
