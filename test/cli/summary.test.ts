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
  credentials: ["mqtt/kmps", "postgres/keycloak"],
  page: { address: "https://example.org/", ownAuthority: true },
  times: [
    { title: "settings", milliseconds: 40 },
    { title: "pulumi up", milliseconds: 61_000 },
  ],
};

test("the summary says what runs and where, how to read a credential, the times, and what next", () => {
  expect(summary(given)).toEqual([
    "Running on unix:///var/run/docker.sock, each healthy; what has no https address is for the platform's network alone:",
    "  core-redis  core-redis:6379             core  redis:8",
    "  link_app    https://links.example.org/  link  linkwarden:2",
    "",
    "Credentials are generated, and encrypted in the state:",
    "  all   bin/pulumi stack output credentials --show-secrets --json",
    "  one   bin/pulumi stack output credentials --show-secrets --json |",
    `          node -p 'JSON.parse(require("fs").readFileSync(0))["postgres/keycloak"]'`,
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
  expect(text).toContain("bin/up prod --preview");
  expect(text).toContain("bin/down prod ");
});

test("whose certificates come from elsewhere needs no trust of its own", () => {
  expect(summary({ ...given, page: { ...given.page, ownAuthority: false } }).join("\n")).not.toContain("bin/trust");
});

test("without credentials there is no example of one", () => {
  expect(summary({ ...given, credentials: [] }).join("\n")).not.toContain("node -p");
});

test("before data is deleted, every volume is named with its size", () => {
  const text = deletionQuestion("dev", [
    { name: "core-postgres-data", size: "48.1MB" },
    { name: "a", size: "0B" },
  ]).join("\n");
  expect(text).toContain("  core-postgres-data  48.1MB\n  a                   0B\n");
  expect(text).toContain("every generated password of dev");
});
