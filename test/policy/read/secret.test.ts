import { describe, expect, test } from "vitest";
import { assignedSecret, isHarmless, looksRandom, secretIn } from "../../../policy/read/secret.ts";

const of = (length: number) => "a".repeat(length);

describe("a value that only says where a secret is, or whether there is one", () => {
  test.each(["disable", "disabled", "enable", "../secrets/x", "./x", "~/x", "/run/secrets/x"])("%s", (value) => {
    expect(isHarmless("PASSWORD", value)).toBe(true);
  });

  test.each(["a http://host", "/run/x hunter2", ".../x"])("not %s", (value) => {
    expect(isHarmless("PASSWORD", value)).toBe(false);
  });
});

describe("a secret that a text gives a value to", () => {
  test.each([
    ["run --password hunter2", "--password"],
    ["--password  hunter2", "--password"],
    ['{"password":"hunter2"}', "password"],
    ['{"password" : "hunter2"}', "password"],
    ["password : hunter2", "password"],
    ["password:  hunter2", "password"],
    ["one: 1\n  - password: hunter2", "password"],
  ])("%s", (text, name) => {
    expect(assignedSecret(text)).toBe(name);
  });

  test.each([
    "TOKEN=true",
    '{"password": "true"}',
    "password: true",
    "see the password: hunter2",
    "x--password hunter2",
  ])("not %s", (text) => {
    expect(assignedSecret(text)).toBeUndefined();
  });
});

describe("a token is known by its form, and its length", () => {
  test.each([
    ["an Authorization header", "Authorization:Bearer ", 8],
    ["an Authorization header", "Authorization: Bearer  ", 8],
    ["a password's hash", "$6$", 16],
    ["a password's hash", "$argon2i$", 16],
    ["a password's hash", "$argon2d$", 16],
    ["a JSON web token", "eyJaaaaaaaa.eyJaaaaaaaa.", 8],
    ["a GitHub token", "github_pat_", 22],
    ["a GitHub token", "ghp_", 36],
    ["a GitLab token", "glpat-", 20],
    ["a Slack token", "xoxb-", 10],
    ["a Google API key", "AIza", 35],
    ["a Stripe key", "sk_live_", 10],
    ["a package registry's token", "npm_", 36],
    ["a Grafana token", "glsa_", 32],
    ["a Vault token", "hvs.", 24],
  ])("%s: %s…", (what, begin, length) => {
    expect(secretIn(begin + of(length))).toBe(what);
    expect(secretIn(begin + of(length - 1))).toBeUndefined();
  });
});

test("a public key is random and no secret, however far it stands from its name", () => {
  const key = "AAAAC3NzaC1lZDI1NTE5aB7cD9eF2gH4iJ6kL8mN1oP3q";
  expect(looksRandom(key)).toBe(true);
  for (const space of [" ", "  "]) expect(looksRandom(`ssh-ed25519${space}${key}`)).toBe(false);
});
