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
    "kompose:users",
    "kompose:users[0]",
    "kompose:users[0].username",
    "kompose:users[0].email",
    "kompose:users[0].firstName",
    "kompose:users[0].lastName",
    "kompose:users[0].role",
    "kompose:identityProviders",
    "kompose:identityProviders[0]",
    "kompose:identityProviders[0].alias",
    "kompose:identityProviders[0].displayName",
    "kompose:identityProviders[0].issuer",
    "kompose:identityProviders[0].clientId",
    "kompose:identityProviders[0].clientSecret",
    "kompose:ldap",
    "kompose:ldap.url",
    "kompose:ldap.bindDn",
    "kompose:ldap.bindPassword",
    "kompose:ldap.usersDn",
    "kompose:ldap.vendor",
    "kompose:rotate",
    "kompose:rotate.<secret>",
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

/** A directory, as far as nothing has a default. */
const directory = { url: "ldaps://a", bindDn: "cn=a", bindPassword: "/a", usersDn: "dc=a" };

test("the defaults that are listed are those that hold", () => {
  // A default inside a map that nobody set holds once it is.
  const config = { "kompose:certificates": { acme: { email: "admin@example.org" } }, "kompose:ldap": directory };
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
  "users.0": { username: "bob", email: "bob@example.org", firstName: "Bob", lastName: "B", role: "viewer" },
  "identityProviders.0": { alias: "a", displayName: "A", issuer: "https://a", clientId: "a", clientSecret: "/a" },
  ldap: directory,
};

test.each(settingsReference())("the example of $key is accepted", ({ key, example }) => {
  const [name = "", ...steps] = key
    .slice("kompose:".length)
    .replace("[0]", ".0")
    .replace("<image>", "postgres:18/6")
    .replace("<service>", "core-redis")
    .replace("<variable>", "CF_DNS_API_TOKEN")
    .replace("<secret>", "postgres/keycloak")
    .split(".");
  const value = steps.reduceRight<unknown>((within, step, i) => {
    if (step === "0") return [within];
    const map = [name, ...steps.slice(0, i)].join(".");
    const challenge = map === "certificates.acme" && step === "dns" ? { challenge: "dns" } : {};
    const inner = name === "images" ? step.replace("/", ".") : step;
    return { ...beside[map], ...challenge, [inner]: within };
  }, load(example));
  expect(
    parseSettings({ "kompose:requireLockedImages": false, [`kompose:${name}`]: value }, { services: ["core-redis"] }),
  ).toBeDefined();
});
