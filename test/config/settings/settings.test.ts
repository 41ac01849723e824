import { join } from "node:path";
import { expect, test } from "vitest";
import { checkout } from "../../../cli/paths.ts";
import { parseSettings } from "../../../config/settings/settings.ts";
import { readStackFile } from "../../../config/settings/stack-file.ts";

const known = { services: ["core-postgres", "core-redis"] };
const digest = `sha256:${"a".repeat(64)}`;
const defaults = {
  domain: "kompose.localhost",
  host: { engine: "unix:///var/run/docker.sock" },
  network: { subnet: "172.30.0.0/16" },
  proxy: {
    internalRanges: [
      ...["127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"],
      ...["::1/128", "fc00::/7", "fe80::/10"],
    ],
    trustedProxies: [],
  },
  certificates: {},
  users: [],
  identityProviders: [],
  rotate: {},
  images: {},
  requireLockedImages: true,
  protectData: true,
  services: {},
  mqtt: {},
};

/** Everything that can be set, set to something else. */
const everything = {
  "kompose:domain": "home.example.org",
  "kompose:host": { engine: "ssh://admin@example.org:2222" },
  "kompose:network": { subnet: "10.20.30.0/24" },
  "kompose:proxy": { internalRanges: ["10.0.0.1", "fd00::/8"], trustedProxies: ["192.0.2.0/24"] },
  "kompose:certificates": {
    acme: {
      email: "admin@example.org",
      challenge: "dns",
      server: "https://ca.example.org:9000/acme/acme/directory",
      authority: "/etc/ssl/private-root.pem",
      dns: { provider: "cloudflare", credentials: { CF_DNS_API_TOKEN: "/root/cloudflare-token" } },
    },
  },
  "kompose:users": [
    {
      username: "ada.l_1-x",
      email: "ada@example.org",
      firstName: "Ada",
      lastName: "King, C. of O'Lovelace-Žů 2",
      role: "admin",
    },
    { username: "bob", email: "bob+k@example.org", firstName: "Bob", lastName: "B", role: "viewer" },
  ],
  "kompose:identityProviders": [
    {
      alias: "company",
      displayName: "Example Company: everybody",
      issuer: "https://login.example.org:8443/tenant/",
      clientId: "kompose@example.org",
      clientSecret: "/root/company-client-secret",
    },
  ],
  "kompose:ldap": {
    url: "ldaps://ldap.example.org:1636",
    bindDn: "CN=Kompose\\, Inc., OU=services,dc=example,dc=org",
    bindPassword: "/root/ldap-password",
    usersDn: "ou=people,dc=example,dc=org",
    vendor: "active-directory",
  },
  "kompose:rotate": { "postgres/keycloak": 2, "keycloak/client/link_app": 0 },
  "kompose:images": { "postgres:18.6": `mirror.example.org/postgres:18.6@${digest}` },
  "kompose:requireLockedImages": false,
  "kompose:protectData": false,
  "kompose:services": {
    "core-redis": { memory: "1.5GiB", cpus: 0.5, openFiles: 65536 },
    "core-postgres": { memory: "6MiB" },
  },
  "kompose:mqtt": { devices: { names: ["mqtt.example.org", "192.168.1.10", "fd00::10"] } },
};
const everythingRead = {
  domain: "home.example.org",
  host: { engine: "ssh://admin@example.org:2222" },
  network: { subnet: "10.20.30.0/24" },
  proxy: everything["kompose:proxy"],
  certificates: everything["kompose:certificates"],
  users: everything["kompose:users"],
  identityProviders: everything["kompose:identityProviders"],
  ldap: everything["kompose:ldap"],
  rotate: everything["kompose:rotate"],
  images: { "postgres:18.6": `mirror.example.org/postgres:18.6@${digest}` },
  requireLockedImages: false,
  protectData: false,
  services: { "core-redis": { memory: 1536, cpus: 0.5, openFiles: 65536 }, "core-postgres": { memory: 6 } },
  mqtt: { devices: { names: ["mqtt.example.org", "192.168.1.10", "fd00::10"] } },
};

test("nothing set: safe defaults", () => {
  expect(parseSettings({}, known)).toEqual(defaults);
});

test("everything set, as a file has it", () => {
  expect(parseSettings(everything, known)).toEqual(everythingRead);
});

test("everything set, as Pulumi hands it over: text, and maps as JSON", () => {
  const texts = Object.fromEntries(
    Object.entries(everything).map(([key, value]) => [
      key,
      typeof value === "object" ? JSON.stringify(value) : String(value),
    ]),
  );
  expect(parseSettings(texts, known)).toEqual(everythingRead);
});

test("numbers inside a map may be text", () => {
  const services = { "core-redis": { cpus: "0.25", openFiles: "1024" } };
  expect(parseSettings({ "kompose:services": services }, known).services).toEqual({
    "core-redis": { cpus: 0.25, openFiles: 1024 },
  });
});

test.each(["true", "false"])("%s as text is a boolean", (text) => {
  const { requireLockedImages, protectData } = parseSettings(
    { "kompose:requireLockedImages": text, "kompose:protectData": text },
    known,
  );
  expect([requireLockedImages, protectData]).toEqual([text === "true", text === "true"]);
});

test("Pulumi's own keys are left alone", () => {
  expect(parseSettings({ "pulumi:tags": { team: "home" } }, known)).toEqual(defaults);
});

test.each(["unix:///run/user/1000/docker.sock", "ssh://example.org", "ssh://admin@192.168.1.10", "ssh://a@nas:22"])(
  "engine %s",
  (engine) => {
    expect(parseSettings({ "kompose:host": { engine } }, known).host).toEqual({ engine });
  },
);

test.each(["10.0.0.0/16", "10.255.255.240/28", "172.16.0.0/16", "172.31.255.0/24", "192.168.0.0/16", "192.168.7.0/24"])(
  "subnet %s",
  (subnet) => {
    expect(parseSettings({ "kompose:network": { subnet } }, known).network).toEqual({ subnet });
  },
);

test.each([
  ["6MiB", 6],
  ["512MiB", 512],
  ["1GiB", 1024],
  ["0.5GiB", 512],
])("memory %s is %i MiB", (memory, size) => {
  const config = { "kompose:services": { "core-redis": { memory } } };
  expect(parseSettings(config, known).services["core-redis"]).toEqual({ memory: size });
});

test.each([0.01, 512])("%s cores", (cpus) => {
  const config = { "kompose:services": { "core-redis": { cpus } } };
  expect(parseSettings(config, known).services["core-redis"]).toEqual({ cpus });
});

test.each([1024, 1048576])("%i open files", (openFiles) => {
  const config = { "kompose:services": { "core-redis": { openFiles } } };
  expect(parseSettings(config, known).services["core-redis"]).toEqual({ openFiles });
});

test.each([`mirror.example.org:5000/a/b@${digest}`, `postgres:18.6@${digest}`])("locked image %s", (image) => {
  const images = { "postgres:18.6": image };
  expect(parseSettings({ "kompose:images": images }, known).images).toEqual(images);
});

test("an image without a digest, where none is required", () => {
  const images = { "postgres:18.6": "kompose/postgres:18.6-0123abcd", "quay.io/keycloak/keycloak:26.5.5": "kc:26.5.5" };
  expect(parseSettings({ "kompose:images": images, "kompose:requireLockedImages": "false" }, known).images).toEqual(
    images,
  );
});

const services = ["core-postgres", "core-redis", "core-redis-sessions", "core-mqtt"];

test.each(["a..b", "admin_", "-a-", "ab"])("username %s", (username) => {
  const user = { username, email: "a@example.org", firstName: "A", lastName: "B", role: "editor" };
  expect(() => parseSettings({ "kompose:users": [user] }, known)).toThrow("username");
});

test("a directory is not Active Directory unless that is said", () => {
  const ldap = { url: "ldaps://ldap", bindDn: "cn=a", bindPassword: "/a", usersDn: "dc=b" };
  expect(parseSettings({ "kompose:ldap": ldap }, known).ldap).toEqual({ ...ldap, vendor: "other" });
});

test("the committed dev environment: nothing locked, nothing protected, an administrator and a viewer", () => {
  expect(parseSettings(readStackFile(join(checkout, "Pulumi.dev.yaml")), { services })).toEqual({
    ...defaults,
    users: [
      { username: "admin", email: "admin@kompose.localhost", firstName: "Ada", lastName: "Admin", role: "admin" },
      { username: "viewer", email: "viewer@kompose.localhost", firstName: "Vera", lastName: "Viewer", role: "viewer" },
    ],
    requireLockedImages: false,
    protectData: false,
  });
});

test("the committed prod environment: images locked, data protected, an administrator", () => {
  expect(parseSettings(readStackFile(join(checkout, "Pulumi.prod.yaml")), { services })).toEqual({
    ...defaults,
    domain: "kompose.example.org",
    users: [{ username: "admin", email: "admin@example.org", firstName: "Ada", lastName: "Admin", role: "admin" }],
    certificates: {
      acme: {
        email: "admin@example.org",
        challenge: "tls",
        server: "https://acme-v02.api.letsencrypt.org/directory",
      },
    },
  });
});
