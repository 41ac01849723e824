import { expect, test } from "vitest";
import { grantedChanges, grantedOf, lostDatabases, renamedFrom } from "../../../cli/review/granted.ts";
import { resourcesOf, types } from "../../../cli/review/resources.ts";
import { events, preview } from "./previews.ts";

const nothing = {
  ...{
    routes: {},
    publicPaths: {},
    internet: {},
    databases: {},
    renamedDatabases: {},
    cacheUsers: {},
    sessionUsers: {},
  },
  ...{ topics: {}, statistics: {}, loginClients: {}, users: {}, identityProviders: {} },
};
type Some = Partial<Record<keyof typeof nothing, Record<string, string>>>;

const both = (before: Some, after: Some) =>
  resourcesOf(
    preview(
      events(types.granted, "granted", {
        ops: ["same"],
        old: {},
        had: { ...nothing, ...before },
        has: { ...nothing, ...after },
      }),
    ),
  );

test("what appears, vanishes and changes, in the order in which a reviewer asks", () => {
  const resources = both(
    { topics: { a: "reads x" }, routes: { "https://a/": "a", "https://b/": "b" } },
    { topics: { b: "reads x" }, routes: { "https://a/": "a, for everybody", "https://b/": "b" } },
  );
  expect(grantedChanges(grantedOf(resources), resources)).toEqual([
    { kind: "routes", name: "https://a/", before: "a", after: "a, for everybody" },
    { kind: "topics", name: "a", before: "reads x" },
    { kind: "topics", name: "b", after: "reads x" },
  ]);
});

test("where it was not kept before, nothing is compared; where there was nothing at all, all appears", () => {
  const kept = (op: string, given: object) =>
    resourcesOf(
      preview(
        events(types.stack, "s", { ops: [op], ...given }),
        events(types.granted, "granted", { ops: ["create"], new: {}, has: { ...nothing, users: { ada: "admin" } } }),
      ),
    );
  const upgraded = kept("same", { old: {} });
  expect(grantedChanges(grantedOf(upgraded), upgraded)).toEqual([]);
  expect(grantedOf(upgraded).before).toBeUndefined();
  const first = kept("create", { new: {} });
  expect(grantedChanges(grantedOf(first), first)).toEqual([{ kind: "users", name: "ada", after: "admin" }]);
});

test("ports of the host are those of the containers that stay", () => {
  const ports = (...list: [number, string][]) => ({
    ports: list.map(([external, protocol]) => ({ external, protocol })),
  });
  const resources = resourcesOf(
    preview(
      events(types.container, "door", {
        ops: ["update"],
        old: ports([443, "tcp"]),
        new: ports([443, "tcp"], [443, "udp"]),
      }),
      events(types.container, "gone", { ops: ["delete"], old: ports([1883, "tcp"]) }),
    ),
  );
  expect(grantedChanges({}, resources)).toEqual([
    { kind: "ports", name: "1883/tcp", before: "gone" },
    { kind: "ports", name: "443/udp", after: "door" },
  ]);
});

test("a database is renamed where it says so and the former one is there; else it is lost", () => {
  const of = (before: Some, after: Some) => grantedOf(both(before, after));
  const renamed = of({ databases: { old: "a" } }, { databases: { new: "a" }, renamedDatabases: { new: "old" } });
  expect(renamedFrom(renamed, "new")).toBe("old");
  expect(lostDatabases(renamed)).toEqual([]);
  const silent = of({ databases: { old: "a" } }, { databases: { new: "a" } });
  expect(renamedFrom(silent, "new")).toBeUndefined();
  expect(lostDatabases(silent)).toEqual(["old"]);
  // What was renamed long ago says so still.
  const longAgo = of(
    { databases: { new: "a", old: "b" }, renamedDatabases: { new: "old" } },
    { databases: { new: "a" }, renamedDatabases: { new: "old" } },
  );
  expect(lostDatabases(longAgo)).toEqual(["old"]);
  // A former name that never was is no rename.
  expect(renamedFrom(of({}, { databases: { new: "a" }, renamedDatabases: { new: "old" } }), "new")).toBeUndefined();
});
