import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { load } from "js-yaml";
import { afterEach, beforeEach, expect, test } from "vitest";
import { formatStack, parseStack, withConfig } from "../../../cli/stack/stack-text.ts";
import { WorkingCopy } from "../../../cli/stack/working-copy.ts";

let folder: string;
let copy: WorkingCopy;
const committed = () => readFileSync(join(folder, "Pulumi.dev.yaml"), "utf8");
const working = () => parseStack(readFileSync(copy.path, "utf8"));
/** What the CLI does: it writes the file anew. */
const asCli = (change: (content: ReturnType<typeof parseStack>) => void) => {
  const content = working();
  change(content);
  writeFileSync(copy.path, formatStack(content));
};

const text = `# why
config:
  # the domain
  kompose:domain: a.example
  kompose:services:
    core-redis:
      memory: 1GiB   # enough
`;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kompose-working-copy-"));
  writeFileSync(join(folder, "Pulumi.yaml"), "name: kompose\nmain: index.ts\nruntime: nodejs\n");
  writeFileSync(join(folder, "Pulumi.dev.yaml"), text);
  const directory = mkdtempSync(join(folder, "state-"));
  copy = new WorkingCopy("dev", { checkout: folder, directory });
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("the project names the program by its absolute path", () => {
  copy.write();
  const project = load(readFileSync(join(copy.path, "..", "Pulumi.yaml"), "utf8"));
  expect(project).toMatchObject({ name: "kompose", main: join(folder, "index.ts"), runtime: "nodejs" });
});

test("the salt and the images found stay in the working copy, through every later write", () => {
  copy.write({ images: { "redis:8": "kompose/redis:8-1" } });
  asCli((content) => {
    content.encryptionsalt = "v1:salt";
  });
  expect(copy.carryBack()).toEqual([]);
  copy.write();
  expect(working()).toMatchObject({
    encryptionsalt: "v1:salt",
    config: { "kompose:domain": "a.example", "kompose:images": { "redis:8": "kompose/redis:8-1" } },
  });
  expect(committed()).toBe(text);
});

test("images that are no longer found are gone; a person's own images win", () => {
  writeFileSync(join(folder, "Pulumi.dev.yaml"), `${text}  kompose:images: {"redis:8": mine:1}\n`);
  copy.write({ images: { "redis:8": "kompose/redis:8-1", "busybox:1": "kompose/busybox:1-2" } });
  expect(working().config?.["kompose:images"]).toEqual({ "redis:8": "mine:1", "busybox:1": "kompose/busybox:1-2" });
  copy.write({ images: {} });
  expect(working().config?.["kompose:images"]).toEqual({ "redis:8": "mine:1" });
});

test("the salt of the state is taken when the working copy was lost", () => {
  copy.write({ salt: "v1:state" });
  expect(working().encryptionsalt).toBe("v1:state");
});

test("what the CLI sets reaches the committed file, and nothing else in it changes", () => {
  copy.write({ images: { "redis:8": "kompose/redis:8-1" }, salt: "v1:salt" });
  asCli((content) => {
    content.config = { ...content.config, "kompose:domain": "b.example", "kompose:protectData": false };
  });
  expect(copy.carryBack()).toEqual(["kompose:domain", "kompose:protectData"]);
  expect(committed()).toBe(`${text.replace("a.example", "b.example")}  kompose:protectData: false\n`);
  expect(copy.carryBack()).toEqual([]);
});

test("what the CLI only spells in its own way is no change", () => {
  writeFileSync(join(folder, "Pulumi.dev.yaml"), `${text}  kompose:protectData: false\n`);
  copy.write();
  asCli((content) => {
    content.config = { ...content.config, "kompose:protectData": "false" };
  });
  expect(copy.carryBack()).toEqual([]);
  expect(committed()).toContain("kompose:protectData: false\n");
});

test("what the CLI removes leaves the committed file", () => {
  copy.write();
  asCli((content) => {
    delete content.config?.["kompose:services"];
  });
  copy.carryBack();
  expect(committed()).toBe("# why\nconfig:\n  # the domain\n  kompose:domain: a.example\n");
});

test("a change of a run that was killed is carried back by the next write", () => {
  copy.write();
  asCli((content) => {
    content.config = { ...content.config, "kompose:domain": "b.example" };
  });
  new WorkingCopy("dev", { checkout: folder, directory: join(copy.path, "..") }).write();
  expect(committed()).toContain("kompose:domain: b.example");
  expect(working().config?.["kompose:domain"]).toBe("b.example");
});

test("a person's edit of the committed file is never undone", () => {
  copy.write();
  const edited = text.replace("a.example", "c.example");
  writeFileSync(join(folder, "Pulumi.dev.yaml"), edited);
  copy.write();
  expect(committed()).toBe(edited);
  expect(working().config?.["kompose:domain"]).toBe("c.example");
});

test("an image set by the CLI goes back alone, without those that were found", () => {
  copy.write({ images: { "redis:8": "kompose/redis:8-1" } });
  asCli((content) => {
    const images = content.config?.["kompose:images"] as Record<string, string>;
    images["postgres:18"] = "mirror/postgres:18";
  });
  copy.carryBack();
  expect(parseStack(committed()).config?.["kompose:images"]).toEqual({ "postgres:18": "mirror/postgres:18" });
});

test.each([
  ["flow style", '{"config":{"a:b":1}}', { config: { "a:b": 1, "x:y": { z: [1] } } }],
  ["no config", "other: 1\n", { other: 1, config: { "x:y": { z: [1] } } }],
  ["empty", "", { config: { "x:y": { z: [1] } } }],
  ["another key behind", "config:\n  a:b: 1\n\nother: 2\n", { config: { "a:b": 1, "x:y": { z: [1] } }, other: 2 }],
  ["a list without indentation", "config:\n  x:y:\n  - 1\n  a:b: 1\n", { config: { "a:b": 1, "x:y": { z: [1] } } }],
])("a key can be set in a file with %s", (_, before, after) => {
  expect(load(withConfig(before, "x:y", { z: [1] }))).toEqual(after);
});
