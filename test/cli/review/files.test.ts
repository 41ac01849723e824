import { expect, test } from "vitest";
import { fileChanges } from "../../../cli/review/files.ts";
import { resourcesOf, types } from "../../../cli/review/resources.ts";
import { events, partOf, preview, serviceEvents } from "./previews.ts";

const changes = (given: Parameters<typeof events>[2]) =>
  fileChanges(resourcesOf(preview(serviceEvents("a"), events(types.files, "a-files", { ...given, ...partOf("a") }))));

test("a file appears, vanishes or changes, with what comes and goes in it", () => {
  const had = { files: { gone: "x\n", conf: "one\ntwo\nthree\n", same: "s" } };
  const has = { files: { new: "y\n", conf: "one\n2\nthree\n", same: "s" } };
  expect(changes({ ops: ["same"], old: {}, had, has })).toEqual([
    {
      service: "a",
      path: "conf",
      what: "changes",
      added: 1,
      removed: 1,
      diff: "@@ -1,3 +1,3 @@\n one\n-two\n+2\n three\n",
    },
    { service: "a", path: "gone", what: "vanishes", added: 0, removed: 1, diff: "@@ -1,1 +0,0 @@\n-x\n" },
    { service: "a", path: "new", what: "appears", added: 1, removed: 0, diff: "@@ -0,0 +1,1 @@\n+y\n" },
  ]);
});

test("all files of a new service appear, all of a removed one vanish", () => {
  const files = { files: { conf: "one\n" } };
  expect(changes({ ops: ["create"], new: {}, has: files }).map(({ what }) => what)).toEqual(["appears"]);
  expect(changes({ ops: ["delete"], old: {}, had: files }).map(({ what }) => what)).toEqual(["vanishes"]);
});

test("a document of one line is compared line by line", () => {
  const had = { files: { "realm.json": '{"a":1,"b":[1,2]}' } };
  const has = { files: { "realm.json": '{"a":1,"b":[1,3]}' } };
  expect(changes({ ops: ["same"], old: {}, had, has })).toMatchObject([{ added: 1, removed: 1 }]);
});

test("where the state is from before texts were kept, nothing is said", () => {
  expect(changes({ ops: ["same"], old: {}, had: {}, has: { files: { conf: "one" } } })).toEqual([]);
});
