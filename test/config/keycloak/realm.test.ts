import { describe, expect, test } from "vitest";
import { realmDocument } from "../../../config/keycloak/realm.ts";
import { share } from "./share.ts";

const document = realmDocument(share, (name) => `<${name}>`);
const [links, watch] = document.clients;

test("a role includes the next, and nothing but roles of the platform", () => {
  expect(document.roles.map(({ name, includes }) => [name, includes])).toEqual([
    ["admin", ["editor"]],
    ["editor", ["viewer"]],
    ["viewer", []],
  ]);
});

test("a group has the role of its name, and what services know it by", () => {
  expect(document.groups).toEqual([
    {
      name: "admin",
      roles: [
        "admin",
        "realm-management/realm-admin",
        "watch_grafana/Admin",
        "watch_grafana/Editor",
        "watch_grafana/Viewer",
      ],
    },
    { name: "editor", roles: ["editor", "watch_grafana/Editor", "watch_grafana/Viewer"] },
    { name: "viewer", roles: ["viewer", "watch_grafana/Viewer"] },
  ]);
});

test("a service's role that several of the platform's come with is there once", () => {
  const roles = { admin: ["User", "Root"], viewer: ["User"] };
  const clients = share.clients.map((client) => ({ ...client, roles }));
  const { groups, clients: rendered } = realmDocument({ ...share, clients }, () => "");
  expect(groups[0]?.roles.filter((name) => name.startsWith("link_app/"))).toEqual(["link_app/User", "link_app/Root"]);
  expect(rendered[0]?.roles).toEqual([
    { name: "Root", description: "Comes with admin" },
    { name: "User", description: "Comes with admin, viewer" },
  ]);
});

describe("a client", () => {
  test("has a secret of its own, exact addresses, and no flow but the code's with PKCE", () => {
    expect(links?.fields).toMatchObject({
      secret: "<keycloak/client/link_app>",
      redirectUris: ["https://links.example.org/callback"],
      webOrigins: [],
      publicClient: false,
      standardFlowEnabled: true,
      implicitFlowEnabled: false,
      directAccessGrantsEnabled: false,
      serviceAccountsEnabled: false,
      fullScopeAllowed: false,
      attributes: {
        "pkce.code.challenge.method": "S256",
        "post.logout.redirect.uris": "https://links.example.org/##https://example.org/",
      },
    });
  });

  test("without an address for after a logout leads nowhere: empty would be every redirect", () => {
    expect(watch?.fields).toMatchObject({ attributes: { "post.logout.redirect.uris": "-" } });
  });

  test("is among the audience of its own tokens alone, which tell its own roles", () => {
    expect(watch?.mappers.map(({ name, config }) => [name, config])).toMatchObject([
      ["groups", { "claim.name": "groups", multivalued: "true" }],
      ["roles", { "claim.name": "roles", "usermodel.clientRoleMapping.clientId": "watch_grafana" }],
      ["audience", { "included.client.audience": "watch_grafana", "access.token.claim": "true" }],
    ]);
  });

  test("may not ask for a token that outlives the session", () => {
    expect(links?.scopes).not.toContain("offline_access");
    expect(document.defaultRoles).not.toContain("offline_access");
  });
});

test("somebody declared gets a password for the first login, and the group of the role", () => {
  expect(document.users[0]).toEqual({
    username: "anna",
    fields: {
      email: "anna@example.org",
      firstName: "Anna",
      lastName: "Adler",
      enabled: true,
      emailVerified: true,
      groups: ["/admin"],
      requiredActions: ["UPDATE_PASSWORD"],
      credentials: [{ type: "password", value: "<keycloak/user/anna>", temporary: true }],
    },
  });
});

test("secrets of others are references to files", () => {
  const withReferences = JSON.stringify([document.identityProviders, document.directories]);
  expect(withReferences).toContain('"clientSecret":"$' + '{vault.identity-provider-my_company}"');
  expect(withReferences).toContain('"bindCredential":["$' + '{vault.ldap}"]');
  expect(JSON.stringify(document)).not.toMatch(/<keycloak\/(ldap|identity-provider)/);
});

test("without others there are none, and nothing is left undefined", () => {
  const { ldap, ...rest } = share;
  const alone = realmDocument({ ...rest, identityProviders: [] }, () => "");
  expect(ldap).toBeDefined();
  expect([alone.identityProviders, alone.directories]).toEqual([[], []]);
  expect(JSON.parse(JSON.stringify(alone))).toEqual(alone);
});
