import { expect, test } from "vitest";
import { deliveredFiles } from "../../../policy/read/files.ts";

const files = (type: string, props: object) =>
  deliveredFiles({ type, name: "x", props, opts: {} as never })?.map((read) => read());
const base64 = (text: string) => Buffer.from(text).toString("base64");

test("files are read from each way there is to deliver one", () => {
  const uploads = [
    { file: "/a", content: "one" },
    { file: "/b", contentBase64: base64("two") },
    { file: "/c", source: "c.txt", executable: true },
    { file: "/d", content: "", permissions: "0400" },
  ];
  expect(files("docker:index/container:Container", { uploads })).toEqual([
    { path: "/a", text: "one", in: "layer", mode: "0644" },
    { path: "/b", text: "two", in: "layer", mode: "0644" },
    { path: "/c", text: "", in: "layer", mode: "0744" },
    { path: "/d", text: "", in: "layer", mode: "0400" },
  ]);
  expect(files("docker:index/serviceConfig:ServiceConfig", { name: "a.yml", data: base64("one") })).toEqual([
    { path: "a.yml", text: "one", in: "config" },
  ]);
  expect(files("any:component:HostFiles", { files: { "a.yml": "one" } })).toEqual([{ path: "a.yml", text: "one" }]);
});

test("what delivers none has none", () => {
  expect(files("docker:index/container:Container", {})).toEqual([]);
  expect(files("any:component:HostFiles", {})).toEqual([]);
  expect(files("any:component:HostFilesToo", { files: { "a.yml": "one" } })).toBeUndefined();
  expect(files("docker:index/volume:Volume", {})).toBeUndefined();
});
