import { expect, test } from "vitest";
import { deletionQuestion } from "../../cli/data-volumes.ts";
import { summary } from "../../cli/summary.ts";

const given = {
  stack: "dev",
  host: "unix:///var/run/docker.sock",
  services: [
    { name: "link_app", stack: "link", image: "linkwarden:2", address: "https://links.example.org/" },
    { name: "core-redis", stack: "core", image: "redis:8", address: "core-redis:6379" },
  ],
  publicRoutes: {
    "https://track.example.org/script.js": "pages of others load it",
    "https://auth.example.org/resources/": "the login page's own",
  },
  users: [
    { username: "ada", role: "admin" },
    { username: "grace", role: "viewer" },
    { username: "new", role: "viewer" },
  ],
  credentials: ["keycloak/user/ada", "keycloak/user/grace", "mqtt/kmps", "postgres/keycloak"],
  page: { address: "https://example.org/", ownAuthority: true },
  times: [
    { title: "settings", milliseconds: 40 },
    { title: "pulumi up", milliseconds: 61_000 },
  ],
};

test("the summary says what runs and where, who may use it, how to read a credential, the times, and what next", () => {
  expect(summary(given)).toEqual([
    "Running on unix:///var/run/docker.sock, each healthy; what has no https address is for the platform's network alone:",
    "  core-redis  core-redis:6379             core  redis:8",
    "  link_app    https://links.example.org/  link  linkwarden:2",
    "",
    "Open to everybody, without a login:",
    "  https://auth.example.org/resources/  the login page's own",
    "  https://track.example.org/script.js  pages of others load it",
    "",
    "Users, and what prints the password of their first login:",
    "  ada    admin   bin/credential keycloak/user/ada",
    "  grace  viewer  bin/credential keycloak/user/grace",
    "",
    "Credentials are generated, and encrypted in the state:",
    "  all  bin/pulumi stack output credentials --show-secrets --json",
    "  one  bin/credential postgres/keycloak",
    "",
    "Time:",
    "  settings   40 ms",
    "  pulumi up  1 min 1 s",
    "  total  1 min 1 s",
    "",
    "Next:",
    "  https://example.org/                     everything that runs, and who talks to whom",
    "  bin/trust                                makes browsers trust its certificates",
    "  bin/up --preview                         what a change of services/ or of the settings would do",
    "  bin/pulumi config set kompose:KEY VALUE  changes a setting (docs/settings.md)",
    "  bin/down                                 stops everything and keeps the data",
  ]);
});

test("commands for another stack name it", () => {
  const text = summary({ ...given, stack: "prod" }).join("\n");
  expect(text).toContain("--json --stack prod\n");
  expect(text).toContain("bin/credential postgres/keycloak prod\n");
  expect(text).toContain("bin/credential keycloak/user/ada prod\n");
  expect(text).toContain("bin/up prod --preview");
  expect(text).toContain("bin/down prod ");
});

test("whose certificates come from elsewhere needs no trust of its own", () => {
  expect(summary({ ...given, page: { ...given.page, ownAuthority: false } }).join("\n")).not.toContain("bin/trust");
});

test("without credentials there is no example of one, and nobody's first password", () => {
  const text = summary({ ...given, credentials: [] }).join("\n");
  expect(text).not.toContain("bin/credential");
  expect(text).not.toContain("Users");
});

test("where nothing is open to everybody and nobody is declared, nothing is said of it", () => {
  const text = summary({ ...given, publicRoutes: {}, users: [] }).join("\n");
  expect(text).not.toContain("everybody, without");
  expect(text).not.toContain("Users");
});

test("before data is deleted, every volume is named with its size", () => {
  const text = deletionQuestion("dev", [
    { name: "core-postgres-data", size: "48.1MB" },
    { name: "a", size: "0B" },
  ]).join("\n");
  expect(text).toContain("  core-postgres-data  48.1MB\n  a                   0B\n");
  expect(text).toContain("every generated password of dev");
});
