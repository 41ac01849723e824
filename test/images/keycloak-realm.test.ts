/** The realm as code, with the real Keycloak: each test goes on from the one before it. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { images } from "../../config/images.ts";
import { temporaryClientId } from "../../config/keycloak/administration.ts";
import { applyCommand } from "../../config/keycloak/realm-files.ts";
import { type KeycloakShare, keycloakSecrets, type LoginClient } from "../../config/keycloak/share.ts";
import { vaultReference } from "../../config/keycloak/vault.ts";
import { startTestEngine, type TestEngine } from "../support/engine.ts";
import { Containers, hardened } from "./containers.ts";
import { firstSecret, RunningKeycloak } from "./keycloak/running.ts";

let engine: TestEngine;
let containers: Containers;
let keycloak: RunningKeycloak;
beforeAll(async () => {
  engine = await startTestEngine({ images: [images.keycloak, images.node, images.busybox] });
  containers = new Containers(engine);
  await containers.docker("network", "create", "tests");
  keycloak = await RunningKeycloak.start(containers, others);
  await keycloak.ready();
});
afterAll(async () => {
  keycloak?.stop();
  await engine?.stop();
}, 60_000);

const links: LoginClient = {
  id: "link_app",
  address: "https://links.example.org/",
  redirects: ["https://links.example.org/callback"],
  postLogoutRedirects: ["https://links.example.org/", "https://example.org/"],
};
const watch: LoginClient = {
  id: "watch_grafana",
  address: "https://watch.example.org/",
  redirects: ["https://watch.example.org/login"],
  postLogoutRedirects: [],
  roles: { admin: ["Admin"], editor: ["Editor"], viewer: ["Viewer"] },
};
const share: KeycloakShare = {
  domain: "example.org",
  clients: [links, watch],
  users: [
    { username: "anna", email: "anna@example.org", firstName: "Anna", lastName: "Adler", role: "admin" },
    { username: "victor", email: "victor@example.org", firstName: "Victor", lastName: "Vogel", role: "viewer" },
  ],
  identityProviders: [],
};

/** The same, with others who vouch for people. */
const others: KeycloakShare = {
  ...share,
  identityProviders: [
    { alias: "company", displayName: "Company", issuer: "http://keycloak:8080/realms/company", clientId: "kompose" },
  ],
  ldap: {
    url: "ldap://nobody.example.org",
    bindDn: "cn=reader,dc=example,dc=org",
    usersDn: "ou=people,dc=example,dc=org",
    vendor: "other",
  },
};

const sorted = (claim: unknown) => (claim as string[]).toSorted();
const inStep = { lines: [], exitCode: 0, error: "" };
const at = "/admin/realms/kompose";
const anna = { username: "anna", password: "correct horse battery" };
const atLinks = { clientId: "link_app", redirect: "https://links.example.org/callback" };
const atWatch = { clientId: "watch_grafana", redirect: "https://watch.example.org/login" };

describe("an empty Keycloak", () => {
  test("is nothing of what is declared", async () => {
    expect(await keycloak.check(share)).toEqual({
      ...inStep,
      lines: [
        "administrator kompose-administration: missing → there",
        "administrator kompose-administration-spare: missing → there",
        "temporary administrator kompose-bootstrap: there → gone",
        "realm kompose: missing → there",
      ],
    });
  });

  test("is all of it after one application, by a container that may do nothing but ask it", async () => {
    await containers.files("realm-files", "1000:1000", keycloak.files(share));
    const { exitCode, stdout, stderr } = await containers.try(
      ...["run", "--rm", "--network=tests", ...hardened("1000:1000"), "--volume=realm-files:/run/secrets:ro"],
      ...[`--env=KEYCLOAK=http://${keycloak.name}:8080`, containers.image(images.node), ...applyCommand],
    );
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout.split("\n")).toEqual(
      expect.arrayContaining([
        "realm kompose: missing → there",
        "client link_app: missing → there",
        "client watch_grafana, role Admin: missing → there",
        'group viewer, roles: [] → ["viewer","watch_grafana/Viewer"]',
        "user anna: missing → there",
      ]),
    );
    expect(stdout).not.toContain("first-");
    expect(await keycloak.check(share)).toEqual(inStep);
    expect(await keycloak.apply(share)).toEqual(inStep);
  });

  test("has lost its temporary administrator", async () => {
    const as = { clientId: temporaryClientId, secret: keycloak.secret(keycloakSecrets.bootstrap) };
    expect(await keycloak.answers([["GET", "/admin/realms"]], as)).toMatchObject([{ status: 401 }]);
    expect(await keycloak.administer("GET", "/admin/realms/master/users")).toEqual([]);
  });
});

describe("somebody who signs in", () => {
  test("chooses a password first, and is told of by roles and nothing else", async () => {
    const first = { username: "anna", password: keycloak.secret(keycloakSecrets.user("anna")) };
    const { identity, access, userInfo } = await keycloak.signIn({
      ...atWatch,
      ...first,
      newPassword: anna.password,
    });
    for (const told of [identity, access, userInfo]) {
      expect(told).toMatchObject({ preferred_username: "anna", email: "anna@example.org", email_verified: true });
      expect(sorted(told?.groups)).toEqual(["admin", "editor", "viewer"]);
      expect(sorted(told?.roles)).toEqual(["Admin", "Editor", "Viewer"]);
      expect(told).not.toHaveProperty("realm_access");
      expect(told).not.toHaveProperty("resource_access");
    }
    expect(access).toMatchObject({ aud: "watch_grafana", iss: "https://auth.example.org/realms/kompose" });
    expect((await keycloak.signIn({ ...atWatch, ...first })).ended).toContain("Invalid username or password");
    // Another service's roles are none of this one's business.
    expect((await keycloak.signIn({ ...atLinks, ...anna })).identity).not.toHaveProperty("roles");
  });

  test("as a viewer is one", async () => {
    const password = keycloak.secret(keycloakSecrets.user("victor"));
    const { userInfo } = await keycloak.signIn({
      ...atWatch,
      username: "victor",
      password,
      newPassword: "another horse battery",
    });
    expect(userInfo).toMatchObject({ groups: ["viewer"], roles: ["Viewer"] });
  });

  test("does so by the code flow with PKCE, at the declared address, for a session that ends", async () => {
    const attempt = async (visit: object) => (await keycloak.signIn({ ...atLinks, ...anna, ...visit })).ended;
    expect(await attempt({ redirect: "https://links.example.org/callback/x" })).toBeDefined();
    expect(await attempt({ challenge: false })).toContain("code_challenge_method");
    expect(await attempt({ scope: "openid offline_access" })).toContain("invalid_scope");
    for (const clientId of ["link_app", "admin-cli"]) {
      expect(await keycloak.token(clientId, { grant_type: "password", ...anna })).toBeGreaterThanOrEqual(400);
    }
    expect(await keycloak.token("link_app", { grant_type: "client_credentials" })).toBeGreaterThanOrEqual(400);
  });

  test("is in the realm's own administration as an administrator, and else is not", async () => {
    const groups = await keycloak.administer("GET", `${at}/groups`);
    const managers = await keycloak.administer(
      "GET",
      `${await keycloak.client("realm-management")}/roles/realm-admin/groups`,
    );
    expect(groups.map(({ name }: { name: string }) => name).toSorted()).toEqual(["admin", "editor", "viewer"]);
    expect(managers.map(({ name }: { name: string }) => name)).toEqual(["admin"]);
  });
});

describe("a change of what is declared", () => {
  const refreshed = (clientId: string, token: string | undefined) =>
    keycloak.token(clientId, { grant_type: "refresh_token", refresh_token: token ?? "" });
  const paper: LoginClient = { ...links, id: "news_app", redirects: ["https://news.example.org/callback"] };
  const moved: LoginClient = { ...links, redirects: ["https://links.example.org/api/callback"] };
  const plainer: LoginClient = { ...watch, roles: { admin: ["Admin"], viewer: ["Viewer"] } };

  test("reaches people who are signed in, and leaves their sessions and passwords", async () => {
    const started = await keycloak.startedAt();
    const users = async () => (await keycloak.administer("GET", `${at}/users`)).map(({ id }: { id: string }) => id);
    const before = await users();
    const session = await keycloak.signIn({ ...atLinks, ...anna });
    const other = await keycloak.signIn({ ...atWatch, ...anna });
    const stays = async () => {
      expect(await refreshed("link_app", session.refreshToken)).toBe(200);
      expect(await refreshed("watch_grafana", other.refreshToken)).toBe(200);
      expect(await users()).toEqual(before);
    };
    await stays();

    const changed = { ...share, clients: [moved, plainer, paper] };
    expect(await keycloak.check(changed)).toMatchObject({ exitCode: 0 });
    expect((await keycloak.apply(changed)).lines).toEqual([
      'client link_app, redirectUris: ["https://links.example.org/callback"] → ["https://links.example.org/api/callback"]',
      "client news_app: missing → there",
      'client news_app, roles in its tokens: [] → ["admin","editor","viewer"]',
      'group admin, roles: ["admin","realm-management/realm-admin","watch_grafana/Admin","watch_grafana/Editor","watch_grafana/Viewer"] → ["admin","realm-management/realm-admin","watch_grafana/Admin","watch_grafana/Viewer"]',
      'group editor, roles: ["editor","watch_grafana/Editor","watch_grafana/Viewer"] → ["editor","watch_grafana/Viewer"]',
      "client watch_grafana, role Editor: there → gone",
    ]);
    await stays();
    expect((await keycloak.signIn({ ...atLinks, ...anna })).ended).toBeDefined();
    expect((await keycloak.signIn({ ...atLinks, ...anna, redirect: moved.redirects[0] ?? "" })).identity).toBeDefined();
    expect((await keycloak.signIn({ ...atWatch, ...anna })).userInfo?.roles).not.toContain("Editor");

    keycloak.secrets[keycloakSecrets.client("link_app")] = "rotated-0123456789";
    expect((await keycloak.apply(changed)).lines).toEqual(["client link_app, secret: another → the declared one"]);
    await stays();
    delete keycloak.secrets[keycloakSecrets.client("link_app")];
    expect(await refreshed("link_app", session.refreshToken)).toBe(401);

    expect((await keycloak.apply(share)).lines).toContain("client news_app: there → gone");
    await stays();
    expect(await keycloak.startedAt()).toBe(started);
  });

  test("of one administrator's secret is made by the other", async () => {
    for (const name of ["administration", "administrationSpare"] as const) {
      keycloak.secrets[keycloakSecrets[name]] = `${name}-rotated-0123456789`;
      const { lines, error } = await keycloak.apply(share);
      expect({ lines, error }).toEqual({
        lines: [`administrator ${keycloakSecrets[name].replace("/", "-")}, secret: another → the declared one`].map(
          (line) => line.replace("keycloak-", "kompose-"),
        ),
        error: "",
      });
    }
    expect(await keycloak.check(share)).toEqual(inStep);
    const old = { secret: firstSecret(keycloakSecrets.administration) };
    expect(await keycloak.answers([["GET", "/admin/realms"]], old)).toMatchObject([{ status: 401 }]);
  });
});

describe("what somebody does by hand", () => {
  const group = async (name: string) => {
    const found = (await keycloak.administer("GET", `${at}/groups`)).find(
      (each: { name: string }) => each.name === name,
    );
    return `${at}/groups/${found.id}`;
  };
  const role = (path: string) => keycloak.administer("GET", path);

  test("to what is managed is said, and put back", async () => {
    await keycloak.edit(at, { bruteForceProtected: false, accessTokenLifespan: 3600 });
    const client = await keycloak.client("watch_grafana");
    await keycloak.edit(client, {
      redirectUris: ["https://watch.example.org/login", "https://evil.example.org/*"],
      directAccessGrantsEnabled: true,
      secret: "by-hand-0123456789",
    });
    const mappers = await keycloak.administer("GET", `${client}/protocol-mappers/models`);
    const groups = mappers.find(({ name }: { name: string }) => name === "groups");
    await keycloak.administer("PUT", `${client}/protocol-mappers/models/${groups.id}`, {
      ...groups,
      config: { ...groups.config, "claim.name": "teams" },
    });
    await keycloak.administer("POST", `${client}/protocol-mappers/models`, {
      name: "everybody is one",
      protocol: "openid-connect",
      protocolMapper: "oidc-hardcoded-claim-mapper",
      config: { "claim.name": "groups", "claim.value": "admin", "jsonType.label": "String" },
    });
    const scopes = await keycloak.administer("GET", `${at}/client-scopes`);
    const offline = scopes.find(({ name }: { name: string }) => name === "offline_access");
    await keycloak.administer("PUT", `${client}/optional-client-scopes/${offline.id}`);
    const admin = await role(`${at}/roles/admin`);
    await keycloak.administer("POST", `${await group("viewer")}/role-mappings/realm`, [admin]);
    await keycloak.administer("POST", `${at}/roles/default-roles-kompose/composites`, [admin]);
    await keycloak.administer("DELETE", await group("editor"));
    await keycloak.administer("DELETE", `${at}/roles/editor`);
    const profile = await keycloak.administer("GET", `${at}/users/profile`);
    const email = profile.attributes.find(({ name }: { name: string }) => name === "email");
    email.permissions.edit = ["admin", "user"];
    await keycloak.administer("PUT", `${at}/users/profile`, profile);
    // As those that `kc.sh bootstrap-admin` makes.
    const master = "/admin/realms/master";
    await keycloak.edit(`${master}/users/profile`, { unmanagedAttributePolicy: "ADMIN_EDIT" });
    await keycloak.administer("POST", `${master}/users`, {
      username: "left-over",
      attributes: { is_temporary_admin: ["true"] },
    });
    await keycloak.administer("POST", `${master}/clients`, {
      clientId: "left-client",
      attributes: { is_temporary_admin: "true" },
    });

    const expected = [
      "temporary administrator left-client: there → gone",
      "temporary administrator left-over, a user: there → gone",
      "realm kompose, bruteForceProtected: false → true",
      "realm kompose, accessTokenLifespan: 3600 → 300",
      "role editor: missing → there",
      // With the role it went from everything that had it.
      'client link_app, roles in its tokens: ["admin","viewer"] → ["admin","editor","viewer"]',
      "client watch_grafana, directAccessGrantsEnabled: true → false",
      expect.stringMatching(
        /^client watch_grafana, redirectUris: \[.*evil.*\] → \["https:\/\/watch\.example\.org\/login"\]$/,
      ),
      "client watch_grafana, secret: another → the declared one",
      'client watch_grafana, mapper groups, config.claim.name: "teams" → "groups"',
      "client watch_grafana, mapper everybody is one: there → gone",
      'client watch_grafana, optional scopes: ["offline_access"] → []',
      'client watch_grafana, roles in its tokens: ["admin","viewer"] → ["admin","editor","viewer"]',
      'role admin, includes: [] → ["editor"]',
      'role default-roles-kompose, includes: ["account/manage-account","account/view-profile","admin"] → ["account/manage-account","account/view-profile"]',
      "group editor: missing → there",
      'group viewer, roles: ["admin","viewer","watch_grafana/Viewer"] → ["viewer","watch_grafana/Viewer"]',
      'profile, email, permissions.edit: ["admin","user"] → ["admin"]',
    ];
    const said = await keycloak.check(share);
    expect(said).toMatchObject({ exitCode: 0, error: "" });
    expect(said.lines).toEqual(expected);
    expect(said.lines.join()).not.toContain("0123456789");
    expect(await keycloak.check(share)).toEqual(said);
    expect(await keycloak.apply(share)).toMatchObject({ exitCode: 0, error: "" });
    expect(await keycloak.check(share)).toEqual(inStep);
  });

  test("to anything else is left as it is", async () => {
    await keycloak.edit(at, {
      otpPolicyDigits: 8,
      smtpServer: { host: "mail.example.org", from: "me@example.org", auth: "true", user: "me", password: "mine" },
    });
    await keycloak.edit(await keycloak.client("link_app"), { description: "by hand" });
    const answers = await keycloak.answers([
      ["POST", `${at}/clients`, { clientId: "by-hand", secret: "mine", redirectUris: ["https://a.example.org/*"] }],
      ["POST", `${at}/roles`, { name: "by-hand", attributes: { mine: ["yes"] } }],
      ["POST", `${at}/groups`, { name: "by-hand" }],
      ["POST", `${await keycloak.client("watch_grafana")}/roles`, { name: "by-hand" }],
      ["POST", `${at}/users`, { username: "by-hand", enabled: true, groups: ["/editor", "/by-hand"] }],
      ["POST", "/admin/realms", { realm: "by-hand", enabled: true }],
    ]);
    expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(201));
    const [found] = await keycloak.administer("GET", `${at}/users?username=victor&exact=true`);
    await keycloak.edit(`${at}/users/${found.id}`, {
      enabled: false,
      lastName: "By-Hand",
      requiredActions: ["CONFIGURE_TOTP"],
    });

    const everything = async () =>
      keycloak.answers([
        ["GET", at],
        ["GET", `${at}/clients`],
        ["GET", `${at}/roles?briefRepresentation=false`],
        ["GET", `${at}/groups?briefRepresentation=false`],
        ["GET", `${at}/users?briefRepresentation=false`],
        ["GET", `${await keycloak.client("watch_grafana")}/roles`],
        ["GET", "/admin/realms"],
      ]);
    const before = await everything();
    expect(await keycloak.check(share)).toEqual(inStep);
    // An object that is changed keeps its other fields.
    await keycloak.edit(at, { displayName: "Mine" });
    await keycloak.edit(await keycloak.client("link_app"), { redirectUris: [] });
    expect((await keycloak.apply(share)).lines).toHaveLength(2);
    expect(await everything()).toEqual(before);
  });
});

describe("others who vouch for people", () => {
  const providers = `${at}/identity-provider/instances`;
  const directories = `${at}/components?type=org.keycloak.storage.UserStorageProvider`;

  test("are asked for their endpoints, and signed in to with a secret that only a file holds", async () => {
    await keycloak.administer("POST", "/admin/realms", { realm: "company", enabled: true });
    expect((await keycloak.apply(others)).lines).toEqual([
      "identity provider company: missing → there",
      "directory kompose-ldap: missing → there",
    ]);
    expect(await keycloak.check(others)).toEqual(inStep);
    const [provider] = await keycloak.administer("GET", providers);
    expect(provider.config).toMatchObject({
      clientSecret: vaultReference("identity-provider-company"),
      tokenUrl: "http://keycloak:8080/realms/company/protocol/openid-connect/token",
      issuer: "http://keycloak:8080/realms/company",
    });
    const [directory] = await keycloak.administer("GET", directories);
    expect(directory.config).toMatchObject({ bindCredential: [vaultReference("ldap")], editMode: ["READ_ONLY"] });
  });

  test("have other endpoints at another address", async () => {
    await keycloak.administer("POST", "/admin/realms", { realm: "holding", enabled: true });
    const identityProviders = others.identityProviders.map((each) => ({
      ...each,
      issuer: "http://keycloak:8080/realms/holding",
    }));
    expect((await keycloak.apply({ ...others, identityProviders })).lines).toEqual([
      'identity provider company, config.issuer: "http://keycloak:8080/realms/company" → "http://keycloak:8080/realms/holding"',
    ]);
    const [{ config }] = await keycloak.administer("GET", providers);
    expect(config.jwksUrl).toBe("http://keycloak:8080/realms/holding/protocol/openid-connect/certs");
  });

  test("are switched off, and not forgotten, when they are declared no longer", async () => {
    expect((await keycloak.apply(share)).lines).toEqual([
      "identity provider company: on → off, as it is declared no longer; which account is whose is kept",
      "directory kompose-ldap: on → off, as it is declared no longer; the accounts of its people are kept",
    ]);
    expect(await keycloak.check(share)).toEqual(inStep);
    expect((await keycloak.apply(others)).exitCode).toBe(0);
    expect(await keycloak.administer("GET", providers)).toMatchObject([{ alias: "company", enabled: true }]);
    expect((await keycloak.apply(share)).lines).toHaveLength(2);
  });
});

describe("whatever happens meanwhile", () => {
  test("an application that is killed is taken up by the next", async () => {
    await keycloak.administer("DELETE", at);
    let killed = 0;
    // From before it can have begun, to when it was done, on a quick machine and on a slow one.
    for (let seconds = 0.2; ; seconds *= 1.25) {
      const { exitCode } = await keycloak.apply(share, [], { killAfter: seconds });
      if (exitCode === 0) break;
      killed++;
      expect(seconds).toBeLessThan(60);
    }
    expect(killed).toBeGreaterThan(2);
    expect(await keycloak.check(share)).toEqual(inStep);
  });

  test("an administrator that was left without its rights gets them", async () => {
    const master = "/admin/realms/master";
    const [client] = await keycloak.administer("GET", `${master}/clients?clientId=kompose-administration`);
    const account = await keycloak.administer("GET", `${master}/clients/${client.id}/service-account-user`);
    const admin = await keycloak.administer("GET", `${master}/roles/admin`);
    await keycloak.administer("DELETE", `${master}/users/${account.id}/role-mappings/realm`, [admin]);
    expect((await keycloak.apply(share)).lines).toEqual([
      "administrator kompose-administration, role admin: missing → there",
    ]);
    expect(await keycloak.check(share)).toEqual(inStep);
  });

  test("a Keycloak that is restarted is waited for, and makes no other administrator", async () => {
    const changed = { ...share, clients: [links] };
    const address = await keycloak.address();
    await containers.docker("stop", "--time=20", keycloak.name);
    const applying = keycloak.apply(changed, [], { address });
    await containers.docker("start", keycloak.name);
    const { lines, exitCode, error } = await applying;
    expect({ exitCode, error }).toEqual({ exitCode: 0, error: "" });
    expect(lines).toContain("client watch_grafana: there → gone");
    expect(await keycloak.check(changed)).toEqual(inStep);
  });

  test("a Keycloak that can not be asked is told from one that differs", async () => {
    const known = { ...keycloak.secrets };
    for (const name of ["administration", "administrationSpare"] as const) {
      keycloak.secrets[keycloakSecrets[name]] = "wrong-0123456789";
    }
    expect(await keycloak.check(share)).toEqual({
      lines: [],
      exitCode: 2,
      error:
        "Keycloak can not be asked: none of the administrators kompose-administration, kompose-administration-spare, " +
        "kompose-bootstrap is let in: were all secrets changed at once?",
    });
    Object.assign(keycloak.secrets, known);
    await containers.docker("pause", keycloak.name);
    const silent = await keycloak.check(share).finally(() => containers.docker("unpause", keycloak.name));
    expect(silent).toMatchObject({ lines: [], exitCode: 2 });
    expect(silent.error).toMatch(
      /^Keycloak can not be asked: POST \/realms\/master\/protocol\/openid-connect\/token: /,
    );
  });
});
