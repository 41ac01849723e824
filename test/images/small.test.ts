/** The contracts of `redis:8`, `eclipse-mosquitto:2`, `busybox:1` and the toy, as far as anything here relies on them. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { images } from "../../config/images.ts";
import { startTestEngine, type TestEngine } from "../support/engine.ts";
import { Containers, hardened } from "./containers.ts";

let engine: TestEngine;
let containers: Containers;
beforeAll(async () => {
  engine = await startTestEngine();
  containers = new Containers(engine);
  await containers.docker("network", "create", "tests");
});
afterAll(() => engine?.stop(), 60_000);

describe("redis", () => {
  test("runs without any right on a configuration of its own, and keeps its data", async () => {
    await containers.files("redis-conf", "999:999", {
      "redis.conf": "appendonly yes\nappendfsync always\naclfile /run/secrets/users.acl\nprotected-mode no\n",
      "users.acl": "user default off\nuser alice on >secret ~a:* +@all\n",
    });
    const options = [...hardened("999:999"), "--volume=redis-conf:/run/secrets:ro", "--volume=redis-data:/data"];
    await containers.start("redis", images.redis, options, ["redis-server", "/run/secrets/redis.conf"]);
    const ask = (...words: string[]) =>
      containers.docker(
        "exec",
        "redis",
        "redis-cli",
        "--no-auth-warning",
        "--user",
        "alice",
        "--pass",
        "secret",
        ...words,
      );
    await containers.until("redis", "sh", "-c", "redis-cli PING | grep NOAUTH");
    expect(await ask("SET", "a:1", "kept")).toBe("OK");
    expect(await ask("SET", "b:1", "no")).toContain("NOPERM");
    expect(await ask("INFO", "server")).toMatch(/redis_version:8\./);
    expect(await containers.stop("redis")).toBe(0);
    await containers.docker("start", "redis");
    await containers.until("redis", "sh", "-c", "redis-cli PING | grep NOAUTH");
    expect(await ask("GET", "a:1")).toBe("kept");
    expect(await containers.docker("exec", "redis", "sh", "-c", "stat -c '%U %a' /data/appendonlydir")).toBe(
      "redis 700",
    );
  });

  test("without a configuration it answers its neighbours; words that begin with a dash are its options", async () => {
    await containers.start("redis-options", images.redis, [], ["--appendonly", "yes"]);
    await containers.until("redis-options", "redis-cli", "PING");
    expect(
      await containers.beside(images.redis, "redis-cli", "-h", "redis-options", "CONFIG", "GET", "appendonly"),
    ).toMatchObject({
      stdout: "appendonly\nyes",
    });
    expect(await containers.docker("exec", "redis-options", "stat", "--format=%U", "/proc/1")).toBe("redis");
  });
});

describe("mosquitto", () => {
  test("runs without any right on a configuration of its own, and keeps what is retained", async () => {
    await containers.files("mqtt-conf", "1883:1883", {
      "mosquitto.conf":
        "listener 1883\nlistener 9001\nprotocol websockets\nallow_anonymous true\npersistence true\npersistence_location /mosquitto/data/\nlog_dest stdout\n",
    });
    const options = [
      ...hardened("1883:1883"),
      "--volume=mqtt-conf:/run/secrets:ro",
      "--volume=mqtt-data:/mosquitto/data",
    ];
    await containers.start("mqtt", images.mosquitto, options, ["mosquitto", "-c", "/run/secrets/mosquitto.conf"]);
    const listen = ["mosquitto_sub", "-h", "mqtt", "-t", "house/#", "-C", "1", "-W", "10"];
    await containers.until("mqtt", "mosquitto_pub", "-t", "house/door", "-m", "open", "-r");
    expect(await containers.beside(images.mosquitto, ...listen)).toMatchObject({ exitCode: 0, stdout: "open" });
    expect(
      await containers.beside(
        images.mosquitto,
        "mosquitto_sub",
        "-h",
        "mqtt",
        "-p",
        "9001",
        "--ws",
        "-t",
        "house/#",
        "-C",
        "1",
        "-W",
        "10",
      ),
    ).toMatchObject({ stdout: "open" });
    expect(await containers.stop("mqtt")).toBe(0);
    await containers.docker("start", "mqtt");
    await containers.until("mqtt", "mosquitto_pub", "-t", "other", "-m", "x");
    expect(await containers.beside(images.mosquitto, ...listen)).toMatchObject({ exitCode: 0, stdout: "open" });
    expect(await containers.log("mqtt")).toMatch(/mosquitto version 2\./);
  });

  test("without a configuration nobody outside reaches it", async () => {
    await containers.start("mqtt-default", images.mosquitto, []);
    await containers.until("mqtt-default", "mosquitto_pub", "-t", "a", "-m", "x");
    expect(
      await containers.beside(images.mosquitto, "mosquitto_pub", "-h", "mqtt-default", "-t", "a", "-m", "x"),
    ).toMatchObject({
      stderr: expect.stringMatching(/refused|Bad file descriptor/),
    });
  });
});

describe("busybox", () => {
  test("holds one static program of 2 MB with every applet that scripts here use", async () => {
    const applets = [
      "sh",
      "awk",
      "base64",
      "cat",
      "chmod",
      "chown",
      "find",
      "grep",
      "mkdir",
      "mv",
      "nc",
      "rm",
      "sed",
      "tar",
      "wget",
    ];
    const script = applets.map((applet) => `ls /bin/${applet}`).join("; ");
    expect((await containers.beside(images.busybox, "sh", "-c", script)).stdout.split("\n")).toEqual(
      applets.map((applet) => `/bin/${applet}`),
    );
    expect(
      Number(await containers.docker("image", "inspect", "--format", "{{.Size}}", containers.image(images.busybox))),
    ).toBeLessThan(4e6);
  });

  test("runs as any user on a read-only file system", async () => {
    const shell = ["run", "--rm", ...hardened("1234:1234", ["/tmp"]), containers.image(images.busybox)];
    expect(await containers.docker(...shell, "sh", "-c", "echo hello > /tmp/x && cat /tmp/x && id -u")).toBe(
      "hello\n1234",
    );
  });
});

describe("kompose-toy", () => {
  const check = ["wget", "-q", "-T", "2", "-O", "/dev/null", "http://127.0.0.1:8080/healthz"];
  const get = async (url: string) => (await containers.beside(images.busybox, "wget", "-q", "-O", "-", url)).stdout;

  test("says its version and greeting, one image for each version", async () => {
    for (const version of ["1.0.0", "2.0.0"]) {
      await containers.start(`toy-${version[0]}`, `kompose-toy:${version}`, [
        ...hardened("65534:65534"),
        "--env=GREETING=hello",
      ]);
      await containers.until(`toy-${version[0]}`, ...check);
      expect(JSON.parse(await get(`http://toy-${version[0]}:8080/`))).toEqual({ version, greeting: "hello" });
    }
  });

  test("with BROKEN=1 it runs and never gets healthy", async () => {
    await containers.start("toy-broken", "kompose-toy:1.0.0", ["--env=BROKEN=1"]);
    await containers.untilLogged("toy-broken", "on :8080");
    expect(await get("http://toy-broken:8080/")).toContain("1.0.0");
    expect(await containers.try("exec", "toy-broken", ...check)).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("503"),
    });
  });

  test("finishes what it was asked before it ends", async () => {
    await containers.start("toy-busy", "kompose-toy:1.0.0", []);
    await containers.until("toy-busy", ...check);
    await containers.start(
      "toy-customer",
      images.busybox,
      [],
      ["wget", "-q", "-O", "-", "http://toy-busy:8080/slow?for=3s"],
    );
    await containers.until("toy-busy", "sh", "-c", "netstat -tn | grep -q ':8080.*ESTABLISHED'");
    expect(await containers.stop("toy-busy")).toBe(0);
    expect(await containers.docker("wait", "toy-customer")).toBe("0");
    expect(await containers.log("toy-customer")).toContain('"version":"1.0.0"');
    expect(await containers.log("toy-busy")).toContain("drained");
  });
});

test("every image says what it was made from", async () => {
  for (const [name, expected] of [
    [images.postgres, { upstream: "postgres", source: /^debian forky postgresql-18 18\./ }],
    [images.redis, { upstream: "redis", source: /^debian forky redis-server 5:8\./ }],
    [images.mosquitto, { upstream: "eclipse-mosquitto", source: /^debian forky mosquitto 2\./ }],
    [images.busybox, { upstream: "busybox", source: /^debian forky busybox-static 1:1\./ }],
    [images.haproxy, { upstream: "haproxy", source: /^debian forky haproxy 3\.2\./ }],
    [images.traefik, { upstream: "traefik", source: /^go github\.com\/traefik\/traefik\/v3 v3\./ }],
    [
      images.keycloak,
      { upstream: "quay.io/keycloak/keycloak", source: /^maven org\.keycloak:keycloak-quarkus-dist 26\./ },
    ],
    [
      images.oauth2Proxy,
      {
        upstream: "quay.io/oauth2-proxy/oauth2-proxy",
        source: /^go github\.com\/oauth2-proxy\/oauth2-proxy\/v7 v7\./,
      },
    ],
    [images.node, { upstream: "node", source: /^npm node-linux-\w+ 24\./ }],
    ["kompose-toy:1.0.0", { upstream: "", source: /^images\/kompose-toy$/ }],
  ] as const) {
    const reference = containers.image(name);
    const labels = JSON.parse(await containers.docker("inspect", "--format", "{{json .Config.Labels}}", reference));
    expect(reference).toBe(
      `kompose/${name.split("/").at(-1)?.split(":")[0]}:${labels["org.opencontainers.image.version"]}-${labels["dev.kompose.image.hash"]}`,
    );
    expect(labels["dev.kompose.image.upstream"]).toBe(expected.upstream);
    expect(labels["dev.kompose.image.source"]).toMatch(expected.source);
    if (expected.upstream !== "")
      expect(labels["dev.kompose.image.source"]).toContain(labels["org.opencontainers.image.version"]);
  }
});
