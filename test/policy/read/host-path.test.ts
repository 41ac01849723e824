import { expect, test } from "vitest";
import { isWithin, plainPath, touches } from "../../../policy/read/host-path.ts";

test.each([
  ["/", "/"],
  ["/a/", "/a"],
  ["//a//./b/../c", "/a/c"],
  ["/../a", "/a"],
  ["a", "/a"],
])("%s leads to %s", (path, plain) => {
  expect(plainPath(path)).toBe(plain);
});

test.each([
  ["/a", "/a", true],
  ["/a/b", "/a/", true],
  ["/a", "/", true],
  ["/", "/", true],
  ["/ab", "/a", false],
  ["/a", "/a/b", false],
])("%s within %s: %s", (path, outer, within) => {
  expect(isWithin(path, outer)).toBe(within);
});

test.each([
  ["/a", "/a/b", true],
  ["/a/b/c", "/a/b", true],
  ["/a/c", "/a/b", false],
])("mounting %s touches %s: %s", (path, guarded, some) => {
  expect(touches(path, guarded)).toBe(some);
});
