import { readFileSync } from "node:fs";
import { load } from "js-yaml";
import { expect, test } from "vitest";
import { settingsTable, settingsTablePath } from "../../../cli/settings-table.ts";
import { settingsReference } from "../../../config/settings/reference.ts";
import { parseSettings } from "../../../config/settings/settings.ts";

test("docs/settings.md is what the schema says; npm run docs:settings writes it", () => {
  expect(readFileSync(settingsTablePath, "utf8")).toBe(settingsTable());
});

test("every setting is listed, in full", () => {
  expect(settingsReference().map(({ key }) => key)).toEqual([
    "kompose:domain",
    "kompose:host.engine",
    "kompose:network.subnet",
    "kompose:proxy.internalRanges",
    "kompose:proxy.trustedProxies",
    "kompose:certificates.acme",
    "kompose:certificates.acme.email",
    "kompose:certificates.acme.challenge",
    "kompose:certificates.acme.server",
    "kompose:certificates.acme.authority",
    "kompose:certificates.acme.dns",
    "kompose:certificates.acme.dns.provider",
    "kompose:certificates.acme.dns.credentials",
    "kompose:certificates.acme.dns.credentials.<variable>",
    "kompose:certificates.files",
    "kompose:certificates.files.certificate",
    "kompose:certificates.files.key",
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
  // A default inside a map that nobody set holds once it is.
  const config = { "kompose:certificates": { acme: { email: "admin@example.org" } } };
  const settings: unknown = parseSettings(config, { services: [] });
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

/** What must stand beside a setting: the key of a map → the rest of the map. */
const beside: Readonly<Record<string, object>> = {
  "certificates.acme": { email: "admin@example.org" },
  "certificates.acme.dns": { provider: "cloudflare", credentials: {} },
  "certificates.files": { certificate: "/a.crt", key: "/a.key" },
};

test.each(settingsReference())("the example of $key is accepted", ({ key, example }) => {
  const [, name = "", inner = ""] = /^(kompose:[a-zA-Z]+)(?:\.(.+))?$/.exec(key) ?? [];
  const steps =
    inner === ""
      ? []
      : inner
          .replace("<image>", "postgres:18/6")
          .replace("<service>", "core-redis")
          .replace("<variable>", "CF_DNS_API_TOKEN")
          .split(".");
  const value = steps.reduceRight<unknown>((within, step, i) => {
    const map = [name.slice("kompose:".length), ...steps.slice(0, i)].join(".");
    const challenge = map === "certificates.acme" && step === "dns" ? { challenge: "dns" } : {};
    return { ...beside[map], ...challenge, [step.replace("/", ".")]: within };
  }, load(example));
  expect(
    parseSettings({ "kompose:requireLockedImages": false, [name]: value }, { services: ["core-redis"] }),
  ).toBeDefined();
});
