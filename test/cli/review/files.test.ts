import { expect, test } from "vitest";
import { fileChanges } from "../../../cli/review/files.ts";
import { resourcesOf, types } from "../../../cli/review/resources.ts";
import { events, partOf, preview, replaced, serviceEvents } from "./previews.ts";

const changes = (given: Parameters<typeof events>[2]) =>
  fileChanges(resourcesOf(preview(serviceEvents("a"), events(types.files, "a-files", { ...given, ...partOf("a") }))));

test("a file appears, vanishes or changes, with what comes and goes in it", () => {
  const had = { files: { gone: "x\n", conf: "one\ntwo\nthree\n", same: "s" } };
  const has = { files: { new: "y\n", conf: "one\n2\nthree\n", same: "s" } };
  expect(changes({ ops: ["same"], old: had, new: has })).toEqual([
    {
      service: "a",
      path: "conf",
      what: "changes",
      secrets: [],
      added: 1,
      removed: 1,
      diff: "@@ -1,3 +1,3 @@\n one\n-two\n+2\n three\n",
    },
    { service: "a", path: "gone", what: "vanishes", secrets: [], added: 0, removed: 1, diff: "@@ -1,1 +0,0 @@\n-x\n" },
    { service: "a", path: "new", what: "appears", secrets: [], added: 1, removed: 0, diff: "@@ -0,0 +1,1 @@\n+y\n" },
  ]);
});

test("all files of a new service appear, all of a removed one vanish", () => {
  const files = { files: { conf: "one\n" } };
  expect(changes({ ops: ["create"], new: files }).map(({ what }) => what)).toEqual(["appears"]);
  expect(changes({ ops: ["delete"], old: files }).map(({ what }) => what)).toEqual(["vanishes"]);
});

test("a document of one line is compared line by line", () => {
  const had = { files: { "realm.json": '{"a":1,"b":[1,2]}' } };
  const has = { files: { "realm.json": '{"a":1,"b":[1,3]}' } };
  expect(changes({ ops: ["same"], old: had, new: has })).toMatchObject([{ added: 1, removed: 1 }]);
});

test("a file changes too where a secret in it gets another value, though its mask stays", () => {
  const given = { files: { a: "‹secret x›", b: "‹secret y›" }, secrets: { a: ["x"], b: ["y"] } };
  const renewed = (name: string) => events(types.password, name, { ops: replaced.createdFirst, old: {}, new: {} });
  const resources = resourcesOf(
    preview(
      serviceEvents("a"),
      events(types.files, "a-files", { ops: ["same"], old: given, new: given, ...partOf("a") }),
      renewed("x"),
    ),
  );
  expect(fileChanges(resources)).toEqual([
    { service: "a", path: "a", what: "changes", secrets: ["x"], added: 0, removed: 0, diff: "" },
  ]);
});

test("a certificate that is issued anew for a service changes the files that hold it, and no other's", () => {
  const given = { files: { crt: "‹secret a/crt›", own: "‹secret x›" }, secrets: { crt: ["a/crt"], own: ["x"] } };
  const changed = (issuedFor: string) =>
    fileChanges(
      resourcesOf(
        preview(
          serviceEvents("a"),
          events(types.files, "a-files", { ops: ["same"], old: given, new: given, ...partOf("a") }),
          events(types.password, "x", { ops: ["same"], old: {} }),
          events("tls:index/locallySignedCert:LocallySignedCert", issuedFor, { ops: ["update"], old: {}, new: {} }),
        ),
      ),
    ).map(({ path }) => path);
  expect(changed("a")).toEqual(["crt"]);
  expect(changed("b")).toEqual([]);
});

test("they are by service, in whatever order the engine comes to them", () => {
  const files = { files: { conf: "one\n" } };
  const service = (name: string) => [
    ...serviceEvents(name),
    ...events(types.files, `${name}-files`, { ops: ["create"], new: files, ...partOf(name) }),
  ];
  const all = fileChanges(resourcesOf(preview(service("b"), service("a"))));
  expect(all.map((file) => file.service)).toEqual(["a", "b"]);
});

test("where the state is from before texts were kept, nothing is said", () => {
  expect(changes({ ops: ["same"], old: {}, new: { files: { conf: "one" } } })).toEqual([]);
});
