import { readFileSync } from "node:fs";
import { load } from "js-yaml";
import { expect, test } from "vitest";
import { settingsTable, settingsTablePath } from "../../cli/settings-table.ts";
import { parseSettings } from "../../config/settings.ts";
import { settingsReference } from "../../config/settings-reference.ts";

test("docs/settings.md is what the schema says; npm run docs:settings writes it", () => {
  expect(readFileSync(settingsTablePath, "utf8")).toBe(settingsTable());
});

test("every setting is listed, in full", () => {
  expect(settingsReference().map(({ key }) => key)).toEqual([
    "kompose:domain",
    "kompose:host.engine",
    "kompose:network.subnet",
    "kompose:images",
    "kompose:images.<image>",
    "kompose:requireLockedImages",
    "kompose:protectData",
    "kompose:services",
    "kompose:services.<service>",
    "kompose:services.<service>.memory",
    "kompose:services.<service>.cpus",
    "kompose:services.<service>.openFiles",
    "kompose:mqtt.devices",
    "kompose:mqtt.devices.names",
  ]);
});

test("the defaults that are listed are those that hold", () => {
  const settings: unknown = parseSettings({}, { services: [] });
  const listed = settingsReference().filter(({ byDefault }) => byDefault !== undefined);
  const held = listed.map(({ key }) =>
    key
      .slice("kompose:".length)
      .split(".")
      .reduce((value, step) => (value as Record<string, unknown>)[step], settings),
  );
  expect(listed.map(({ byDefault }) => byDefault)).toEqual(
    held.map((value) => (typeof value === "string" ? value : JSON.stringify(value))),
  );
});

test.each(settingsReference())("the example of $key is accepted", ({ key, example }) => {
  const [, name = "", inner = ""] = /^(kompose:[a-zA-Z]+)(?:\.(.+))?$/.exec(key) ?? [];
  const steps =
    inner === "" ? [] : inner.replace("<image>", "postgres:18/6").replace("<service>", "core-redis").split(".");
  const value = steps.reduceRight<unknown>((within, step) => ({ [step.replace("/", ".")]: within }), load(example));
  expect(
    parseSettings({ "kompose:requireLockedImages": false, [name]: value }, { services: ["core-redis"] }),
  ).toBeDefined();
});
