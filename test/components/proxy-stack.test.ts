import { load } from "js-yaml";
import { describe, expect, test } from "vitest";
import { Host } from "../../components/host.ts";
import { ProxyStack, type ProxyStackArgs } from "../../components/proxy-stack.ts";
import { images } from "../../config/images.ts";
import { parseSettings } from "../../config/settings/settings.ts";
import { services } from "../../services/index.ts";
import { wire } from "../../wiring/wire.ts";
import { delivered, one, registeredBy } from "../support/mocks.ts";

const container = "docker:index/container:Container";
const command = "command:local:Command";

/** What the proxy's stack registers under `config`. */
function registered(config: Record<string, unknown> = {}, more: Partial<ProxyStackArgs> = {}) {
  return registeredBy(() => {
    const settings = parseSettings(
      { "kompose:domain": "example.org", "kompose:requireLockedImages": "false", ...config },
      { services: [] },
    );
    const host = new Host("host", {
      engine: "ssh://admin@example.org",
      environment: "test",
      subnet: settings.network.subnet,
      toolImage: images.busybox,
      protectData: false,
    });
    new ProxyStack("proxy", { host, ...wire(services, settings, {}).proxy, ...more });
  });
}

test("the door alone is published, and the socket proxy alone has the engine's socket, that of the engine's own host", async () => {
  const containers = (await registered()).filter(({ type }) => type === container);
  const published = containers.filter(({ inputs }) => (inputs.ports as unknown[]).length > 0);
  expect(published.map(({ name }) => name)).toEqual(["proxy_app"]);
  const socket = '"hostPath":"/var/run/docker.sock"';
  const having = containers.filter(({ inputs }) => JSON.stringify(inputs).includes(socket));
  expect(having.map(({ name }) => name)).toEqual(["proxy_socket"]);
});

test("files are proven before they are written: by Traefik, and by HAProxy", async () => {
  const resources = await registered();
  const check = (service: string) =>
    (one(resources, command, `${service}-files`).inputs.environment as Record<string, string>).CHECK;
  expect(check("proxy_app")).toContain("traefik --configFile=");
  expect(check("proxy_socket")).toBe("haproxy -f /run/secrets/haproxy.cfg -c");
});

describe("the certificate", () => {
  test("is by default one of an authority of the platform's own, for the domain and all names below it", async () => {
    const resources = await registered();
    expect(one(resources, "tls:index/certRequest:CertRequest", "proxy_app").inputs).toMatchObject({
      dnsNames: ["example.org", "*.example.org"],
    });
    expect(one(resources, "tls:index/selfSignedCert:SelfSignedCert", "proxy").inputs).toMatchObject({
      subject: { commonName: "Kompose test: example.org" },
    });
    const { tls } = load(delivered(resources, "proxy_app", "dynamic.yml")) as { tls: { certificates: unknown } };
    expect(tls.certificates).toEqual([
      { certFile: "CERTIFICATE-OF-proxy_appCERTIFICATE-OF-proxy", keyFile: "KEY-OF-proxy_app" },
    ]);
  });

  test("is the given one where there is one, and then there is no authority", async () => {
    const resources = await registered({}, { certificate: { certificate: "MINE", key: "MY-KEY" } });
    expect(resources.filter(({ type }) => type.startsWith("tls:"))).toEqual([]);
    expect(delivered(resources, "proxy_app", "dynamic.yml")).toContain("keyFile: MY-KEY");
    expect(one(resources, command, "proxy_app-files").secrets).toContain("stdin");
  });

  test("is the proxy's own business by ACME, with its secrets as files", async () => {
    const acme = {
      email: "admin@example.org",
      challenge: "dns",
      dns: { provider: "cloudflare", credentials: { CF_DNS_API_TOKEN: "/nowhere" } },
    };
    const acmeSecrets = { "proxy/dns/CF_DNS_API_TOKEN": "t0ken" };
    const resources = await registered({ "kompose:certificates": { acme } }, { acmeSecrets });
    expect(resources.filter(({ type }) => type.startsWith("tls:"))).toEqual([]);
    expect(delivered(resources, "proxy_app", "dns/CF_DNS_API_TOKEN")).toBe("t0ken");
    const plain = resources.map(({ inputs, secrets }) =>
      Object.entries(inputs).filter(([key]) => !secrets.includes(key)),
    );
    expect(JSON.stringify(plain)).not.toContain("t0ken");
    expect(one(resources, container, "proxy_app").inputs.envs).toContain(
      "CF_DNS_API_TOKEN_FILE=/run/secrets/dns/CF_DNS_API_TOKEN",
    );
  });
});

test("the first page shows the environment that the host is", async () => {
  const site = JSON.parse(delivered(await registered(), "proxy_page", "services.json"));
  expect(site).toMatchObject({ domain: "example.org", environment: "test" });
  expect(site.services).toContain("proxy_app");
});
