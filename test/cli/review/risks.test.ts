import { describe, expect, test } from "vitest";
import { resourcesOf, types } from "../../../cli/review/resources.ts";
import { risks } from "../../../cli/review/risks.ts";
import { events, labels, preview, replaced, urnOf } from "./previews.ts";

const found = (...lines: readonly string[][]) => risks(resourcesOf(preview(...lines)), {}, []);
const data = (name: string) => ({ name, labels: labels({ data: "true" }) });
const volume = (name: string, ...ops: string[]) =>
  events(types.volume, name, { ops, old: data(name), new: data(name) });
const mounted = (...volumes: [string, string][]) => ({
  volumes: volumes.map(([volumeName, containerPath]) => ({ volumeName, containerPath })),
});
const container = (before: object, after: object, ops: readonly string[] = replaced.deletedFirst) =>
  events(types.container, "redis", { ops, old: before, new: after });

describe("a volume with data", () => {
  test("that stays is none", () => {
    expect(found(volume("d", "same"), container(mounted(["d", "/data"]), mounted(["d", "/data"])))).toEqual([]);
  });

  test("that is new is none", () => {
    expect(found(volume("d", "create"), container({}, mounted(["d", "/data"])))).toEqual([]);
  });

  test("that leaves the program stays on the engine, unused", () => {
    const [risk, ...more] = found(volume("d", "delete"), container(mounted(["d", "/data"]), {}));
    expect(more).toEqual([]);
    expect(risk?.what).toBe("volume d");
    expect(risk?.happens).toMatch(/^It leaves the program\. It stays on the engine .*nothing uses it any more/);
  });

  test("without data may go", () => {
    const files = { name: "f", labels: labels({ service: "a" }) };
    expect(found(events(types.volume, "f", { ops: ["delete"], old: files }))).toEqual([]);
  });

  test("that is replaced is the same one where its name is, and an empty one where it is not", () => {
    expect(found(volume("d", ...replaced.createdFirst))[0]?.happens).toContain("hands back the one that is there");
    const other = events(types.volume, "d", { ops: replaced.createdFirst, old: data("d"), new: data("e") });
    expect(found(other)[0]?.happens).toMatch(/^It is replaced by `e`, which is empty/);
  });

  test("at another path is not where its program looks for it", () => {
    const [risk] = found(volume("d", "same"), container(mounted(["d", "/data"]), mounted(["d", "/data2"])));
    expect(risk?.what).toBe("volume d");
    expect(risk?.happens).toMatch(/^`redis` has it at `\/data2`, no longer at `\/data`/);
  });

  test("with another in its place is without its program, and its program without data", () => {
    const named = found(volume("d", "same"), container(mounted(["d", "/data"]), mounted(["e", "/data"])));
    expect(named[0]?.happens).toMatch(/^`redis` has another volume at `\/data`, `e`: it starts without the data/);
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    const both = found(volume("d", "delete"), container(mounted(["d", "/data"]), mounted([unknown, "/data"])));
    expect(both).toHaveLength(1);
    expect(both[0]?.happens).toMatch(/^It leaves the program.* `redis` has another volume at `\/data`: it starts/);
  });

  test("that its container does not have any more is unused", () => {
    expect(found(volume("d", "same"), container(mounted(["d", "/data"]), {}))[0]?.happens).toMatch(
      /^`redis` does not have it any more/,
    );
  });

  test("that is protected is one, though the engine plans nothing for it", () => {
    const errors = [
      `resource "${urnOf(types.volume, "d")}" cannot be deleted\nbecause it is protected.`,
      "preview failed",
    ];
    const [risk, ...more] = risks([], {}, errors);
    expect(more).toEqual([]);
    expect(risk?.what).toBe("volume d");
    expect(risk?.happens).toContain("after all else of this change is done");
  });
});

test("a database that nobody asks for any more keeps its data, and loses its login", () => {
  const none = { renamedDatabases: {}, databases: {} };
  const before = { ...none, databases: { umami: "track_app" } };
  const [risk] = risks([], { before, after: none } as unknown as Parameters<typeof risks>[1], []);
  expect(risk?.what).toBe("database umami");
  expect(risk?.happens).toContain("can no longer log in");
});

test("a secret that is generated anew is one, unless its rotation was asked for", () => {
  const password = (before: object, after: object) =>
    found(events(types.password, "postgres/umami", { ops: replaced.createdFirst, old: before, new: after }));
  expect(password({}, { keepers: { rotation: "1" } })).toEqual([]);
  expect(password({ keepers: { rotation: "1" } }, { keepers: { rotation: "2" } })).toEqual([]);
  expect(password({ length: 43 }, { length: 44 })[0]?.what).toBe("secret postgres/umami");
});

test("a cluster of another major version is one, and a minor one is none", () => {
  const check = (was: string, is: string) =>
    found(
      events(types.command, "core-postgres-same-major", {
        ops: ["update"],
        old: { environment: { MAJOR: was } },
        new: { environment: { MAJOR: is } },
      }),
    );
  expect(check("18", "18")).toEqual([]);
  expect(check("18", "19")[0]?.happens).toMatch(
    /PostgreSQL 18 wrote it and PostgreSQL 19 can not read it: bin\/up refuses/,
  );
});

test("another engine has none of the data", () => {
  const engine = (was: string, is: string) =>
    found(events(types.engine, "host", { ops: ["update"], old: { host: was }, new: { host: is } }));
  expect(engine("unix:///a", "unix:///a")).toEqual([]);
  expect(engine("unix:///a", "ssh://b")[0]).toMatchObject({ what: "all data" });
});
