/** The contracts of `keycloak:26` and `oauth2-proxy:7`, as far as anything here relies on them. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { script } from "../../components/script.ts";
import { images } from "../../config/images.ts";
import { keycloakBuild } from "../../config/keycloak/server.ts";
import { keycloak } from "../../services/auth/keycloak.ts";
import { oauth2Proxy } from "../../services/auth/oauth2-proxy.ts";
import { startTestEngine, type TestEngine } from "../support/engine.ts";
import { Containers, hardened } from "./containers.ts";

let engine: TestEngine;
let containers: Containers;
beforeAll(async () => {
  engine = await startTestEngine({ images: [images.keycloak, images.oauth2Proxy, images.busybox] });
  containers = new Containers(engine);
  await containers.docker("network", "create", "tests");
});
afterAll(() => engine?.stop(), 60_000);

/** Runs a shell in a new container of `image`, in place of its program; its standard output. */
async function shell(image: string, script: string): Promise<string> {
  return containers.docker("run", "--rm", "--entrypoint=sh", containers.image(image), "-c", script);
}

describe("keycloak", () => {
  const program = (...words: string[]) => containers.docker("run", "--rm", containers.image(images.keycloak), ...words);

  test("says its version", async () => {
    const [, version] = images.keycloak.split(":");
    expect(await program("--version")).toContain(`Keycloak ${version}`);
  });

  test("belongs to whom it runs as, who has Bash for the health check and no program that fetches anything", async () => {
    expect(await shell(images.keycloak, "id -u; stat -c %u /opt/keycloak/lib /opt/keycloak/data")).toBe(
      "1000\n1000\n1000",
    );
    expect(keycloak.user).toMatch(/^1000:/);
    const programs = await shell(images.keycloak, "for p in bash curl wget nc python3; do command -v $p; done; true");
    expect(programs).toBe("/usr/bin/bash");
  });

  test("has neither settings nor any state of its own", async () => {
    expect(
      await shell(
        images.keycloak,
        "grep -v -e '^#' -e '^$' /opt/keycloak/conf/keycloak.conf; ls -A /opt/keycloak/data",
      ),
    ).toBe("");
  });

  test("is prepared without a network, once, and keeps its program and user", async () => {
    const prepare = async () => {
      const env = {
        ENVIRONMENT: "test",
        SERVICE: "keycloak-test",
        REFERENCE: containers.image(images.keycloak),
        COMMAND: JSON.stringify(keycloakBuild),
      };
      const { exitCode, stdout, stderr } = await engine.run(["sh", "-c", script("prepare-image")], { env });
      expect(stderr).toBe("");
      expect(exitCode).toBe(0);
      return stdout;
    };
    const id = await prepare();
    expect(id).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(await prepare()).toBe(id);
    const config = JSON.parse(await containers.docker("image", "inspect", "--format", "{{json .Config}}", id));
    expect(config).toMatchObject({ User: "1000", Entrypoint: ["/opt/keycloak/bin/kc.sh"] });
    expect(config.Labels).toMatchObject({ "dev.kompose.environment": "test" });

    // As components/service.ts runs it.
    const options = hardened(keycloak.user, keycloak.tmpfs);
    const shown = await containers.docker("run", "--rm", ...options, id, "show-config");
    expect(shown).toMatch(/kc\.db = +postgres \(Persisted\)/);
    expect(shown).toMatch(/kc\.optimized = +true \(Persisted\)/);
  });

  test("says what it was told wrong when it is prepared", async () => {
    const env = {
      ENVIRONMENT: "test",
      SERVICE: "keycloak-wrong",
      REFERENCE: containers.image(images.keycloak),
      COMMAND: JSON.stringify(["/opt/keycloak/bin/kc.sh", "build", "--db=nothing"]),
    };
    const { exitCode, stderr } = await engine.run(["sh", "-c", script("prepare-image")], { env });
    expect(exitCode).toBe(1);
    expect(stderr).toContain("Invalid value for option '--db': nothing");
  });
});

describe("oauth2-proxy", () => {
  const configuration = `http_address = "0.0.0.0:4180"
provider = "keycloak-oidc"
client_id = "proxy"
client_secret_file = "/run/secrets/client"
cookie_secret_file = "/run/secrets/cookie"
email_domains = ["*"]
skip_oidc_discovery = true
oidc_issuer_url = "https://auth.example.org/realms/a"
login_url = "https://auth.example.org/realms/a/auth"
redeem_url = "http://keycloak:8080/realms/a/token"
oidc_jwks_url = "http://keycloak:8080/realms/a/certs"
redirect_url = "https://sso.example.org/oauth2/callback"
upstreams = ["static://202"]
`;
  const options = [...hardened(oauth2Proxy.user), "--volume=oauth2-proxy:/run/secrets:ro"];
  beforeAll(() =>
    containers.files("oauth2-proxy", oauth2Proxy.user, {
      client: "secret",
      cookie: "0123456789abcdef0123456789abcdef",
      "good.cfg": configuration,
      "bad.cfg": `${configuration}no_such_option = true\n`,
    }),
  );

  test("says its version", async () => {
    const [, version] = /:v([\d.]+)-/.exec(images.oauth2Proxy) ?? [];
    const said = await containers.docker("run", "--rm", containers.image(images.oauth2Proxy), "--version");
    expect(said).toMatch(new RegExp(`^oauth2-proxy v?${version} `));
  });

  test("takes a configuration or says why not, without a network", async () => {
    const check = (file: string) =>
      containers.try(
        ...["run", "--rm", "--network=none", ...options, containers.image(images.oauth2Proxy)],
        ...[`--config=/run/secrets/${file}`, "--config-test"],
      );
    expect(await check("good.cfg")).toMatchObject({ exitCode: 0 });
    const bad = await check("bad.cfg");
    expect(bad.exitCode).not.toBe(0);
    expect(bad.stderr + bad.stdout).toContain("no_such_option");
  });

  test("runs without any right, can be asked from inside and ends cleanly", async () => {
    await containers.start("oauth2-proxy", images.oauth2Proxy, options, ["--config=/run/secrets/good.cfg"]);
    await containers.until("oauth2-proxy", "wget", "-q", "-O", "-", "http://127.0.0.1:4180/ping");
    expect(await containers.docker("exec", "oauth2-proxy", "readlink", "/proc/1/exe")).toBe("/bin/oauth2-proxy");
    expect(await containers.stop("oauth2-proxy")).toBe(0);
  });

  test("knows the public certificate authorities", async () => {
    const count = await shell(images.oauth2Proxy, "grep -c 'BEGIN CERTIFICATE' /etc/ssl/certs/ca-certificates.crt");
    expect(Number(count)).toBeGreaterThan(100);
  });
});
