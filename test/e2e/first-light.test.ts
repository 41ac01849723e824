/** A fresh state on a fresh engine: one command, everything healthy, no secret anywhere, nobody reads another's data. */
import { readFileSync } from "node:fs";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { filesBelow } from "../../cli/content-hash.ts";
import { TestPlatform } from "../support/platform.ts";

const ada = { username: "ada", email: "ada@example.org", firstName: "Ada", lastName: "Example", role: "admin" };

let platform: TestPlatform;
const settings = (more: Record<string, unknown> = {}) => platform.settings({ "kompose:users": [ada], ...more });
let firstUp: string;
beforeAll(async () => {
  platform = await TestPlatform.start({ signIn: true });
  settings();
  firstUp = await platform.up();
}, 900_000);
afterAll(() => platform?.stop(), 60_000);

const core = ["core-mqtt", "core-postgres", "core-redis", "core-redis-sessions"];

const proxy = ["proxy_app", "proxy_page", "proxy_socket"];

const auth = ["auth_gate", "auth_keycloak", "auth_oauth2_proxy"];

const all = [...auth, ...core, ...proxy];

test("everything is healthy, and the summary says where it is and how to read a password", async () => {
  const states = await platform.docker(["ps", "--format", '{{.Label "dev.kompose.service"}} {{.Status}}']);
  expect(states.split("\n").sort()).toEqual(
    all.map((name) => expect.stringMatching(new RegExp(`^${name} Up .*\\(healthy\\)$`))),
  );
  for (const name of all) expect(firstUp).toContain(name);
  expect(firstUp).toContain("bin/credential keycloak/user/ada");
  expect(firstUp).toContain("https://auth.kompose.localhost/realms/kompose/");
  expect(firstUp).toContain("https://kompose.localhost/");
  expect(firstUp).toContain("bin/trust");
  expect(firstUp).toContain("stack output credentials --show-secrets");
});

/** How long `work` takes, in seconds. */
async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

test("again it changes nothing, in little more than Pulumi needs to find that out, and a preview agrees", async () => {
  let again = "";
  const up = await timed(async () => {
    again = await platform.up();
  });
  expect(again).not.toMatch(/^ +[+~-] +\d+ (created|updated|deleted|replaced)/m);
  expect(again).toMatch(/\d+ unchanged/);
  // Another test shares the machine, so the measure is a ratio.
  const preview = await timed(() => platform.pulumi("preview", "--expect-no-changes"));
  console.log(`up again: ${up.toFixed(1)} s, a bare preview: ${preview.toFixed(1)} s`);
  expect(up).toBeLessThan(3 * preview);
}, 60_000);

test("nothing but the door is published on the host, and for IPv4 alone", async () => {
  const said = await platform.docker(["ps", "--format", '{{.Label "dev.kompose.service"}} {{.Ports}}']);
  const published = said.split("\n").filter((line) => line.includes("->"));
  expect(published.map((line) => line.replaceAll(/, (?=\d+\/)\d+\/tcp/g, ""))).toEqual([
    expect.stringMatching(/^proxy_app 0\.0\.0\.0:80->80\/tcp, 0\.0\.0\.0:443->443\/tcp, 0\.0\.0\.0:443->443\/udp$/),
  ]);
});

test("the committed settings are as they were", () => {
  expect(platform.read("Pulumi.e2e.yaml")).not.toContain("encryptionsalt");
});

describe("none of the generated secrets", () => {
  let secrets: [name: string, value: string][];
  beforeAll(async () => {
    secrets = Object.entries(await platform.secrets());
    expect(secrets.map(([name]) => name)).toEqual(
      expect.arrayContaining([
        ...["keycloak/administration", "keycloak/bootstrap", "keycloak/client/auth_oauth2_proxy", "keycloak/user/ada"],
        ...["oauth2-proxy/session", "postgres/keycloak", "core-redis-sessions/auth_oauth2_proxy"],
      ]),
    );
    expect(secrets.length).toBeGreaterThan(25);
    // The door's private key: the line of its file that has the most of it.
    const followed = await platform.docker(["exec", "proxy_app", "cat", "/run/secrets/dynamic.yml"]);
    const [, key = ""] = /BEGIN (?:EC )?PRIVATE KEY-----\s+([\w+/=]{43,})/.exec(followed) ?? [];
    secrets.push(["proxy/key", key]);
    expect(secrets.filter(([, value]) => value.length < 43)).toEqual([]);
  });
  const found = (text: string) => secrets.filter(([, value]) => text.includes(value)).map(([name]) => name);

  test("is missed by this very search: a file that holds one is found", async () => {
    const file = await platform.docker(["exec", "core-redis", "cat", "/run/secrets/admin-password"]);
    expect(found(file)).toEqual(["core-redis/admin"]);
  });

  test("is in what docker shows of a container, volume or network", async () => {
    const volumes = (await platform.docker(["volume", "ls", "--quiet"])).split("\n");
    const shown = await platform.docker(["inspect", ...(await platform.containers()), ...volumes, "kompose"]);
    expect(shown).toContain("core-postgres");
    expect(found(shown)).toEqual([]);
  });

  test("is in a log", async () => {
    const logs = await Promise.all(all.map(async (name) => platform.logs(await platform.containerOf(name))));
    expect(logs.join()).toContain("database system is ready to accept connections");
    expect(logs.join()).toMatch(/Keycloak 26\.\d+\.\d+ on JVM/);
    expect(found(logs.join())).toEqual([]);
  });

  test("is in an argument list or environment of any process of the machine", async () => {
    const { stdout } = await execa(
      "sh",
      ["-c", "cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null | tr '\\0' '\\n'"],
      {
        reject: false,
        maxBuffer: 1e9,
      },
    );
    expect(stdout).toContain("config_file=/run/secrets/postgresql.conf");
    expect(found(stdout)).toEqual([]);
  });

  test("is in the exported state", async () => {
    const state = await platform.pulumi("stack", "export");
    expect(state).toContain("ciphertext");
    expect(found(state)).toEqual([]);
  });

  test("is in a file of the checkout, of the state, or in a shell's history", () => {
    const home = process.env.HOME ?? "/root";
    const files = [
      ...filesBelow(platform.folder),
      ...filesBelow(platform.stateFolder),
      ...[".bash_history", ".zsh_history", ".ash_history", ".rediscli_history", ".psql_history"].map(
        (name) => `${home}/${name}`,
      ),
    ];
    const texts = files.map((file) => {
      try {
        return readFileSync(file, "utf8");
      } catch {
        return "";
      }
    });
    expect(texts.join().length).toBeGreaterThan(100_000);
    expect(found(texts.join())).toEqual([]);
  });

  test("is in what up said", () => {
    expect(found(firstUp)).toEqual([]);
  });
});

describe("every consumer is kept from every other's", () => {
  let secrets: Record<string, string>;
  beforeAll(async () => {
    secrets = await platform.secrets();
  });
  const of = (prefix: string, except: readonly string[]) =>
    Object.keys(secrets)
      .filter((name) => name.startsWith(`${prefix}/`))
      .map((name) => name.slice(prefix.length + 1))
      .filter((name) => !except.includes(name));

  test("database", async () => {
    const roles = of("postgres", ["postgres"]);
    const databases = roles.filter((role) => !role.includes("exporter"));
    expect(databases.sort()).toEqual(["grafana", "keycloak", "kmps", "letterspace", "linkwarden", "umami"]);
    const image = await platform.imageOf("core-postgres");
    const attempts = roles.flatMap((role) =>
      [...databases, "postgres", "template1"].map((database) => ({ role, database })),
    );
    const script = attempts
      .map(
        ({ role, database }) =>
          `printf '${role} ${database} '; PGPASSWORD='${secrets[`postgres/${role}`]}' psql -h core-postgres -U ${role} -d ${database} -Atc 'select 1' 2>&1 | head -n 1`,
      )
      .join("\n");
    const { text } = await platform.neighbour(image, script);
    const lines = text.trim().split("\n");
    expect(lines).toHaveLength(attempts.length);
    const admitted = lines.filter((line) => line.endsWith(" 1")).map((line) => line.replace(/ 1$/, ""));
    expect(admitted.sort()).toEqual(
      [...databases.map((name) => `${name} ${name}`), "watch_postgres_exporter postgres"].sort(),
    );
    expect(lines.filter((line) => !line.endsWith(" 1") && !/permission denied for database/.test(line))).toEqual([]);
  }, 60_000);

  test("nobody is the administrator over the network, and a wrong password is refused", async () => {
    const image = await platform.imageOf("core-postgres");
    const attempt = (role: string, password: string) =>
      platform.neighbour(image, `PGPASSWORD='${password}' psql -h core-postgres -U ${role} -d postgres -c 'select 1'`);
    expect((await attempt("postgres", secrets["postgres/postgres"] ?? "")).text).toContain(
      "pg_hba.conf rejects connection",
    );
    expect((await attempt("keycloak", "wrong")).text).toContain("password authentication failed");
  });

  test("keys", async () => {
    const image = await platform.imageOf("core-redis");
    const users = of("core-redis", ["admin", "health"]);
    const prefixes: Record<string, string> = {
      link_app: "linkwarden",
      news_backend: "letterspace",
      track_app: "umami",
    };
    const ask = async (user: string, ...commands: string[]) =>
      (
        await platform.neighbour(
          image,
          "redis-cli -h core-redis",
          [`AUTH ${user} ${secrets[`core-redis/${user}`]}`, ...commands, ""].join("\n"),
        )
      ).text
        .trim()
        .split("\n")
        .slice(1);
    for (const user of users) {
      const others = Object.values(prefixes).filter((prefix) => prefix !== prefixes[user]);
      const denied = await ask(
        user,
        ...others.flatMap((prefix) => [
          `GET ${prefix}:x`,
          `SET ${prefix}:x 1`,
          `DEL ${prefix}:x`,
          `SUBSCRIBE ${prefix}:c`,
        ]),
        ...[
          "KEYS *",
          "SCAN 0",
          "RANDOMKEY",
          "DBSIZE",
          "FLUSHALL",
          "CONFIG SET save 1",
          "ACL LIST",
          "MONITOR",
          "FUNCTION FLUSH",
        ],
        ...["SCRIPT FLUSH", "PUBSUB CHANNELS", "CLIENT LIST", "CLIENT TRACKING on BCAST", "SHUTDOWN", "DEBUG sleep 0"],
        `EVAL "return redis.call('GET','${others[0]}:x')" 0`,
      );
      expect(denied.filter((line) => line !== "" && !/NOPERM|ACL failure|can't access|ERR/.test(line))).toEqual([]);
    }
    expect(await ask("track_app", "SET umami:x 1", "GET umami:x", "DEL umami:x")).toEqual(["OK", "1", "1"]);
    expect(await ask("watch_redis_exporter", "INFO server", "GET umami:x")).toEqual(
      expect.arrayContaining([expect.stringContaining("redis_version"), expect.stringContaining("NOPERM")]),
    );
    const nobody = await platform.neighbour(image, "redis-cli -h core-redis", "GET umami:x\nPING\n");
    expect(nobody.text).toMatch(/^NOAUTH.*\n+NOAUTH/);
  }, 120_000);

  test("topics", async () => {
    const image = await platform.imageOf("core-mqtt");
    const publish = (user: string, topic: string) =>
      `mosquitto_pub -h core-mqtt -V mqttv5 -q 1 -u ${user} -P '${secrets[`core-mqtt/${user}`]}' -t ${topic} -m x 2>&1 | grep -q 'Not authorized' && echo '${user} ${topic} denied' || echo '${user} ${topic} allowed'`;
    const own: Record<string, string> = {
      link_app: "kompose/linkwarden/t",
      news_backend: "kompose/news/t",
      track_app: "kompose/analytics/t",
      vault_app: "kompose/vault/t",
      manage_app: "kompose/system/t",
    };
    const attempts = Object.keys(own).flatMap((user) => Object.values(own).map((topic) => publish(user, topic)));
    const { text } = await platform.neighbour(image, attempts.join("\n"));
    expect(
      text
        .trim()
        .split("\n")
        .filter((line) => line.endsWith("allowed")),
    ).toEqual(Object.entries(own).map(([user, topic]) => `${user} ${topic} allowed`));
    expect(text.trim().split("\n")).toHaveLength(25);
    const anonymous = await platform.neighbour(image, "mosquitto_pub -h core-mqtt -t kompose/news/t -m x");
    expect(anonymous.text).toMatch(/not authori[sz]ed/i);
  }, 60_000);
});

test("one setting of one service changes only that service's resources", async () => {
  settings({ "kompose:services": { "core-redis": { memory: "300MiB" } } });
  const preview = JSON.parse(await platform.pulumi("preview", "--json"));
  const touched = preview.steps
    .filter(({ op }: { op: string }) => op !== "same")
    .map(({ urn }: { urn: string }) => urn.split("::").pop());
  settings();
  expect([...new Set(touched)].sort()).toEqual(["core-redis", "core-redis-files", "core-redis-ready"]);
}, 60_000);

test("a bad setting is one clear error before anything is touched", async () => {
  const before = await platform.containers();
  settings({ "kompose:services": { "core-redis": { memry: "300MiB" } }, "kompose:domian": "a.example" });
  const { text, exitCode } = await platform.command("up", ["e2e", "--yes"]);
  settings();
  expect(exitCode).toBe(1);
  expect(text).toContain("kompose:domian");
  expect(text).toContain("kompose:services.core-redis.memry");
  expect(text).not.toContain("Updating");
  expect(await platform.containers()).toEqual(before);
}, 60_000);

test("a limit that the engine can not grant is one clear error before anything is touched", async () => {
  const before = await platform.containers();
  settings({ "kompose:services": { "core-redis": { cpus: 500 } } });
  const { text, exitCode } = await platform.command("up", ["e2e", "--yes"]);
  settings();
  expect(exitCode).toBe(1);
  expect(text).toContain("kompose:services.core-redis.cpus");
  expect(text).not.toContain("Updating");
  expect(await platform.containers()).toEqual(before);
}, 60_000);
