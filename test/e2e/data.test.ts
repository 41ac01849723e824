/** Data outlives everything but the flag that deletes it. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { TestPlatform } from "../support/platform.ts";

/** Somebody who keeps sessions. */
const client = `import { client } from "../../wiring/service.ts";

export const signedIn = client({ name: "toys_signed_in", needs: { sessions: { keys: "toys:*" } } });
`;

let platform: TestPlatform;
beforeAll(async () => {
  platform = await TestPlatform.start();
  platform.write("services/toys/signed-in.ts", client);
  await platform.up();
}, 900_000);
afterAll(() => platform?.stop(), 60_000);

const psql = (statement: string) => [
  "exec",
  "core-postgres",
  "psql",
  "--username=postgres",
  "--dbname=umami",
  "-Atc",
  statement,
];

async function asRedis(server: string, user: string, ...commands: string[]): Promise<string> {
  const secrets = await platform.secrets();
  const input = [`AUTH ${user} ${secrets[`${server}/${user}`]}`, ...commands, ""].join("\n");
  return platform.docker(["exec", "--interactive", server, "redis-cli"], { input });
}

async function mqtt(user: string, script: string): Promise<string> {
  const secrets = await platform.secrets();
  const { text } = await platform.neighbour(
    await platform.imageOf("core-mqtt"),
    script.replace("CONNECT", `-h core-mqtt -u ${user} -P '${secrets[`core-mqtt/${user}`]}'`),
  );
  return text;
}

/** Processes that were started with this state, by their environment. */
function processesOf(stateFolder: string): string[] {
  return readdirSync("/proc").filter((pid) => {
    try {
      return (
        /^\d+$/.test(pid) &&
        readFileSync(`/proc/${pid}/environ`, "utf8").split("\0").includes(`KOMPOSE_STATE=${stateFolder}`)
      );
    } catch {
      return false;
    }
  });
}

async function expectData(): Promise<void> {
  expect(await platform.docker(psql("select count(*), sum(i) from rows"))).toBe("1000|500500");
  expect(await asRedis("core-redis", "track_app", "GET umami:key")).toBe("OK\nvalue");
  expect(await asRedis("core-redis-sessions", "toys_signed_in", "GET toys:s")).toBe("OK\nsession");
  expect(await mqtt("watch_mqtt_exporter", "mosquitto_sub CONNECT -t 'kompose/news/#' -C 1 -W 5")).toBe("kept");
}

test("down and up: every row, key and retained message is still there, and so is every password", async () => {
  await platform.docker(psql("create table rows as select i from generate_series(1, 1000) i"));
  await asRedis("core-redis", "track_app", "SET umami:key value");
  await asRedis("core-redis-sessions", "toys_signed_in", "SET toys:s session");
  await mqtt("news_backend", "mosquitto_pub CONNECT -q 1 -r -t kompose/news/last -m kept");
  const before = await platform.secrets();

  await platform.down();
  expect(await platform.containers()).toEqual([]);
  expect(await platform.docker(["network", "ls", "--filter", "name=kompose", "--quiet"])).toBe("");

  // Somebody else took a port of the door meanwhile.
  const toy = platform.engine.images["kompose-toy:1.0.0"] ?? "";
  await platform.docker(["run", "--detach", "--name=squatter", "--publish=443:8080", toy]);
  const { text, exitCode } = await platform.command("up", ["e2e", "--yes"]);
  expect(exitCode).toBe(1);
  expect(text).toContain("port 443 of the engine's host is in use by the container squatter");
  expect(text).not.toContain("Updating");
  await platform.docker(["rm", "--force", "squatter"]);

  await platform.up();
  expect(await platform.secrets()).toEqual(before);
  await expectData();
}, 300_000);

test("a stateful service that must be replaced is stopped cleanly first, and up says how long it was away", async () => {
  platform.settings({ "kompose:services": { "core-postgres": { memory: "600MiB" } } });
  const said = await platform.up();
  expect(said).toMatch(/core-postgres was away for \d+ s, from its stop until it was healthy again/);
  expect(await platform.logs("core-postgres")).not.toMatch(/was not properly shut down/);
  await expectData();
}, 120_000);

test("another major version of PostgreSQL is refused before the running one is touched", async () => {
  const [id, image] = [
    await platform.docker(["inspect", "--format", "{{.Id}}", "core-postgres"]),
    await platform.imageOf("core-postgres"),
  ];
  const pins = platform.read("config/images.ts");
  // The image of another version can not be had here; its name is what the refusal goes by.
  await platform.docker(["tag", image, "kompose/postgres:99.1"]);
  platform.write("config/images.ts", pins.replace(/"postgres:[^"]+"/, '"postgres:99.1"'));
  platform.settings({ "kompose:images": { "postgres:99.1": "kompose/postgres:99.1" } });
  const { text, exitCode } = await platform.command("up", ["e2e", "--yes"]);
  platform.write("config/images.ts", pins);
  platform.settings();
  await platform.docker(["rmi", "--no-prune", "kompose/postgres:99.1"]);
  expect(exitCode).toBe(1);
  expect(text).toMatch(/was written by PostgreSQL 18, the image is PostgreSQL 99/);
  expect(text).toContain("docs/postgres-major-upgrade.md");
  expect(await platform.docker(["inspect", "--format", "{{.Id}}", "core-postgres"])).toBe(id);
  await platform.up();
  await expectData();
}, 180_000);

test.each([2, 8])(
  "an up that is killed after %i s is finished by the next",
  async (seconds) => {
    await platform.down();
    const killed = execa(`${platform.folder}/bin/up`, ["e2e", "--yes"], {
      cwd: platform.folder,
      env: platform.environment,
      reject: false,
      stdin: "ignore",
      detached: true,
      cleanup: false,
      all: true,
    });
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    process.kill(-(killed.pid as number), "SIGKILL");
    await killed;
    await platform.up();
    await platform.pulumi("preview", "--expect-no-changes");
    await expectData();
  },
  180_000,
);

test("down --delete-data names what it deletes and leaves no container, volume, network, file or process", async () => {
  const said = await platform.down("--delete-data");
  for (const volume of ["core-postgres-data", "core-redis-data", "core-redis-sessions-data", "core-mqtt-data"]) {
    expect(said).toContain(volume);
  }
  expect(await platform.containers()).toEqual([]);
  expect(await platform.docker(["volume", "ls", "--quiet"])).toBe("");
  expect((await platform.docker(["network", "ls", "--format", "{{.Name}}"])).split("\n").sort()).toEqual([
    "bridge",
    "host",
    "none",
  ]);
  expect(existsSync(platform.stateFolder)).toBe(false);
  expect(processesOf(platform.stateFolder)).toEqual([]);
}, 120_000);
