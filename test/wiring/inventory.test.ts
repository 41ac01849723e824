import { expect, test } from "vitest";
import { parseSettings } from "../../config/settings/settings.ts";
import { services } from "../../services/index.ts";
import { inventory } from "../../wiring/inventory.ts";
import { client, type Offers, type Route } from "../../wiring/service.ts";
import { toy } from "./toy.ts";

const settings = (more: Record<string, unknown> = {}) =>
  parseSettings({ "kompose:domain": "example.org", ...more }, { services: [] });

const offering = (route: Route, more: Offers = {}) => [
  { stack: "toys", description: toy("toys_hello", { route, ...more }) },
];

test.each<[Route["access"], Route["role"], string]>([
  ["sso", undefined, "whoever is signed in"],
  ["sso", "admin", "whoever is signed in as admin"],
  ["sso-limited", undefined, "whoever is signed in, 10 requests a second"],
  ["sso-internal", "editor", "whoever is signed in as editor, from inside"],
  ["internal", undefined, "whoever comes from inside"],
  [{ public: "it is a shop" }, undefined, "everybody (it is a shop)"],
])("a route with access %j and role %s says whom it lets in", (access, role, who) => {
  const route = { host: "hello", access, ...(role === undefined ? {} : { role }) };
  expect(inventory(offering(route), settings()).routes).toEqual({
    "https://hello.example.org/": `toys_hello, for ${who}`,
  });
});

test("what is open as a whole is a route, and what is open besides a public path", () => {
  const paths = { "/hooks/": "webhooks can not sign in" };
  expect(inventory(offering({ host: "", access: "sso", public: paths }), settings()).publicPaths).toEqual({
    "https://example.org/hooks/": "webhooks can not sign in",
  });
  expect(inventory(offering({ host: "", access: { public: "a shop" } }), settings()).publicPaths).toEqual({});
});

test("every need is there under the name that it is granted to", () => {
  const needy = client({
    name: "toys_needy",
    needs: {
      database: { name: "new", renamedFrom: "old" },
      cache: { keys: "needy:*" },
      sessions: { keys: "needy-*" },
      topics: { publish: ["a/#", "b"], subscribe: ["c/+"] },
      statistics: ["redis", "mqtt"],
      internet: "fetches the weather",
    },
  });
  expect(inventory([{ stack: "toys", description: needy }], settings())).toEqual({
    routes: {},
    publicPaths: {},
    internet: { toys_needy: "fetches the weather" },
    databases: { new: "toys_needy" },
    renamedDatabases: { new: "old" },
    cacheUsers: { toys_needy: "needy:*" },
    sessionUsers: { toys_needy: "needy-*" },
    topics: { toys_needy: "publishes a/#, b; reads c/+" },
    statistics: { toys_needy: "redis, mqtt" },
    loginClients: {},
    users: {},
    identityProviders: {},
  });
});

test("who signs in, and by whom, comes from the settings and the logins, where anybody does", () => {
  const hello = toy("toys_hello", { route: { host: "hello", access: { public: "signs in itself" } } });
  const described = {
    stack: "toys",
    description: { ...hello, needs: { login: { callback: "/back", roles: { admin: ["owner", "root"] } } } },
  };
  const people = {
    "kompose:users": [
      { username: "ada", email: "ada@example.org", firstName: "Ada", lastName: "Example", role: "admin" },
    ],
    "kompose:identityProviders": [
      {
        alias: "work",
        displayName: "Work",
        issuer: "https://id.example.com",
        clientId: "kompose",
        clientSecret: "/nowhere",
      },
    ],
    "kompose:ldap": {
      url: "ldaps://ldap.example.com",
      bindDn: "cn=kompose",
      bindPassword: "/nowhere",
      usersDn: "ou=people",
      vendor: "other",
    },
  };
  expect(inventory([described], settings(people))).toMatchObject({ users: {}, identityProviders: {} });
  const keycloak = { stack: "auth", description: toy("auth_keycloak", {}) };
  expect(inventory([described, keycloak], settings(people))).toMatchObject({
    loginClients: { toys_hello: "leads back to https://hello.example.org/back; admin is owner, root there" },
    users: { ada: "admin" },
    identityProviders: { work: "https://id.example.com", ldap: "ldaps://ldap.example.com" },
  });
});

test("the platform's own holds nothing but plain text", () => {
  const own = inventory(services, settings());
  expect(Object.keys(own.routes)).toContain("https://auth.example.org/");
  expect(own.databases.umami).toBe("track_app");
  expect(JSON.parse(JSON.stringify(own))).toEqual(own);
  expect(
    Object.values(own)
      .flatMap((granted) => Object.values(granted))
      .filter((what) => typeof what !== "string"),
  ).toEqual([]);
});
