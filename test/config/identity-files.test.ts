import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readIdentityFiles } from "../../config/identity-files.ts";
import { parseSettings, SettingsError } from "../../config/settings/settings.ts";

const folder = mkdtempSync(join(tmpdir(), "kompose-identity-"));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);
writeFileSync(at("secret"), "s3cret of theirs\n");
writeFileSync(at("password"), "p4ssword");
writeFileSync(at("empty"), "\n");

function read(clientSecret: string, bindPassword: string): Record<string, string> {
  const config = {
    "kompose:identityProviders": [
      {
        alias: "company",
        displayName: "C",
        issuer: "https://a.example",
        clientId: "k",
        clientSecret: at(clientSecret),
      },
    ],
    "kompose:ldap": {
      url: "ldaps://ldap",
      bindDn: "cn=kompose",
      bindPassword: at(bindPassword),
      usersDn: "dc=example",
    },
  };
  return readIdentityFiles(parseSettings(config, { services: [] }));
}

test("nothing is read where nothing is set", () => {
  expect(readIdentityFiles(parseSettings({}, { services: [] }))).toEqual({});
});

test("secrets are read from their files, without the end of the line, by the platform's names for them", () => {
  expect(read("secret", "password")).toEqual({
    "keycloak/identity-provider/company": "s3cret of theirs",
    "keycloak/ldap": "p4ssword",
  });
});

test("every file that can not be read, or is empty, is named with its setting", () => {
  const problems = (() => {
    try {
      read("nowhere", "empty");
    } catch (error) {
      if (error instanceof SettingsError) return error.problems.map((line) => line.replaceAll(folder, ""));
      throw error;
    }
    return [];
  })();
  expect(problems).toEqual([
    'kompose:identityProviders[0].clientSecret is "/nowhere", which can not be read (ENOENT); it must be a file that whoever runs bin/up may read',
    'kompose:ldap.bindPassword is "/empty", which is empty; it must be a file that holds the secret',
  ]);
});
