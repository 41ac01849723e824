import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { nobodysEngine, withFixtures } from "../../../cli/review/fixtures.ts";
import { readCertificateFiles } from "../../../config/certificate-files.ts";
import { readIdentityFiles } from "../../../config/identity-files.ts";
import { parseSettings } from "../../../config/settings/settings.ts";

const config = {
  "kompose:domain": "example.org",
  "kompose:host": { engine: "unix:///var/run/docker.sock" },
  "kompose:certificates": {
    acme: {
      email: "a@example.org",
      challenge: "dns",
      server: "https://acme.example.org/directory",
      authority: "/nowhere/authority.pem",
      dns: { provider: "cloudflare", credentials: { CF_DNS_API_TOKEN: "/nowhere/token" } },
    },
  },
  "kompose:identityProviders": [
    {
      alias: "work",
      displayName: "W",
      issuer: "https://id.example.com",
      clientId: "k",
      clientSecret: "/nowhere/secret",
    },
  ],
  "kompose:ldap": {
    url: "ldaps://ldap.example.com",
    bindDn: "cn=k",
    bindPassword: "/nowhere/password",
    usersDn: "ou=people",
    vendor: "other",
  },
};

test("settings that need an engine, files and secrets need none of them, and are the same else", () => {
  const folder = mkdtempSync(join(tmpdir(), "kompose-fixtures-"));
  try {
    const fixtures = withFixtures(config, folder);
    for (const [path, text] of Object.entries(fixtures.files)) writeFileSync(path, text);
    const settings = parseSettings(fixtures.config, { services: [] });
    expect(settings).toMatchObject({ domain: "example.org", host: { engine: nobodysEngine } });
    expect(Object.keys(readIdentityFiles(settings))).toEqual(["keycloak/identity-provider/work", "keycloak/ldap"]);
    expect(Object.keys(readCertificateFiles(settings).acmeSecrets)).toEqual([
      "proxy/acme-authority",
      "proxy/dns/CF_DNS_API_TOKEN",
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a certificate of one's own is left out: no fixture would fit its domain", () => {
  const own = { "kompose:certificates": { files: { certificate: "/nowhere/c", key: "/nowhere/k" } } };
  expect(withFixtures(own, "/f").config["kompose:certificates"]).toEqual({});
});

test("what is wrong is left for the parser to say", () => {
  const wrong = { "kompose:ldap": "x", "kompose:identityProviders": [1], "kompose:certificates": { acme: true } };
  expect(withFixtures(wrong, "/f").config).toMatchObject(wrong);
});
