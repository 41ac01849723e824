import { expect, test } from "vitest";
import { AuthStack } from "../../components/auth-stack.ts";
import { CoreStack } from "../../components/core-stack.ts";
import { Host } from "../../components/host.ts";
import { images } from "../../config/images.ts";
import { parseSettings } from "../../config/settings/settings.ts";
import { services } from "../../services/index.ts";
import { wire } from "../../wiring/wire.ts";
import { delivered, mockedPassword, one, type Registered, registeredBy } from "../support/mocks.ts";

const container = "docker:index/container:Container";
const command = "command:local:Command";

/** What the core's and the sign-in's stacks register. */
function registered(drift?: string): Promise<Registered[]> {
  return registeredBy(() => {
    const settings = parseSettings(
      { "kompose:domain": "example.org", "kompose:requireLockedImages": "false" },
      { services: [] },
    );
    const host = new Host("host", {
      engine: "ssh://admin@example.org",
      environment: "test",
      subnet: settings.network.subnet,
      toolImage: images.busybox,
      protectData: false,
    });
    const { auth, core } = wire(services, settings, {});
    if (auth === undefined) throw new Error("the platform has no sign-in");
    const { secrets } = new CoreStack("core", { host, ...core });
    new AuthStack("auth", {
      ...{ host, ...auth, secrets, nodeImage: images.node, after: [] },
      ...(drift === undefined ? {} : { drift }),
    });
  });
}

const environment = (resources: readonly Registered[], name: string) =>
  one(resources, command, name).inputs.environment as Record<string, string>;

test("Keycloak has its database's password from the core, and its secrets in its file alone", async () => {
  const resources = await registered();
  const file = delivered(resources, "auth_keycloak", "keycloak.conf");
  expect(file).toContain(`db-password=${mockedPassword("postgres/keycloak")}\n`);
  expect(file).toContain("hostname=https://auth.example.org\n");
  const plain = resources.flatMap(({ type, inputs, secrets }) =>
    type.startsWith("random:") ? [] : Object.entries(inputs).filter(([key]) => !secrets.includes(key)),
  );
  expect(JSON.stringify(plain)).not.toContain("PASSWORD-OF-");
});

test("the core's passwords are not generated again", async () => {
  const generated = (await registered()).filter(({ type }) => type.startsWith("random:")).map(({ name }) => name);
  expect(new Set(generated).size).toBe(generated.length);
  expect(generated).toEqual(
    expect.arrayContaining(["postgres/keycloak", "keycloak/client/auth_oauth2_proxy", "oauth2-proxy/session"]),
  );
});

test("the realm is applied on the platform's network by a container that has its files, read-only", async () => {
  const resources = await registered();
  expect(environment(resources, "auth_realm")).toMatchObject({ VOLUME: "auth_realm-files", NETWORK: "kompose" });
  expect(one(resources, command, "auth_realm").inputs.create).toContain(":/run/secrets:ro");
  expect(delivered(resources, "auth_realm", "realm.json")).toContain("auth_oauth2_proxy");
});

test("what somebody changed by hand makes the realm be applied again, each time", async () => {
  expect(environment(await registered(), "auth_realm").DRIFT).toBe("");
  const drift = environment(await registered("client a: redirectUris"), "auth_realm").DRIFT;
  expect(drift).toMatch(/^\d{4}-.*\nclient a: redirectUris$/);
});

test("OAuth2 Proxy's and the gate's files are proven before they are written; nothing is published", async () => {
  const resources = await registered();
  expect(environment(resources, "auth_oauth2_proxy-files").CHECK).toContain("--config-test");
  expect(environment(resources, "auth_gate-files").CHECK).toBe("haproxy -f /run/secrets/haproxy.cfg -c");
  const published = resources.filter(
    ({ type, inputs }) => type === container && (inputs.ports as unknown[]).length > 0,
  );
  expect(published).toEqual([]);
});
