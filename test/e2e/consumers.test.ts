/** Consumers come, are renamed and go on running servers, while others stay connected. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { TestPlatform } from "../support/platform.ts";

let platform: TestPlatform;
let secrets: Record<string, string>;
beforeAll(async () => {
  platform = await TestPlatform.start();
  await platform.up();
  secrets = await platform.secrets();
}, 900_000);
afterAll(() => platform?.stop(), 60_000);

const guest = "services/toys/guest.ts";
const describeGuest = (database: string) => `import { client } from "../../wiring/service.ts";

export const guest = client({
  name: "toys_guest",
  needs: { database: ${database}, cache: { keys: "guest:*" }, topics: { publish: ["toys/guest/#"] } },
});
`;

/** Starts clients, each on a terminal so that nothing it says is kept back, that stay connected to each core program, and say who they are connected as, over and over. */
async function connect(): Promise<string[]> {
  const run = async (name: string, of: string, script: string) => {
    const image = await platform.imageOf(of);
    await platform.docker([
      "run",
      "--detach",
      "--tty",
      "--name",
      name,
      "--network",
      "kompose",
      "--entrypoint",
      "sh",
      image,
      "-c",
      script,
    ]);
    return name;
  };
  return Promise.all([
    run(
      "live-postgres",
      "core-postgres",
      `echo 'select pg_backend_pid() \\watch 0.2' | PGPASSWORD='${secrets["postgres/umami"]}' psql -h core-postgres -U umami -At umami`,
    ),
    run(
      "live-redis",
      "core-redis",
      `redis-cli -h core-redis --no-auth-warning --user track_app --pass '${secrets["core-redis/track_app"]}' -i 0.2 -r 10000 CLIENT ID`,
    ),
    run(
      "live-mqtt",
      "core-mqtt",
      `mosquitto_sub -d -k 5 -h core-mqtt -u watch_mqtt_exporter -P '${secrets["core-mqtt/watch_mqtt_exporter"]}' -t 'kompose/#'`,
    ),
  ]);
}

/** What a live client has said: every identity of a connection it had. One connection kept is one identity. */
async function identities(name: string): Promise<Set<string>> {
  const lines = (await platform.logs(name)).split("\r\n").filter(Boolean);
  if (name === "live-mqtt")
    return new Set(lines.filter((line) => line.includes("sending CONNECT")).map((_, i) => `connect ${i}`));
  return new Set(lines.filter((line) => /^(\(integer\) )?\d+$/.test(line)));
}

async function sql(role: string, database: string, statement: string, password = secrets[`postgres/${role}`]) {
  const image = await platform.imageOf("core-postgres");
  return platform.neighbour(
    image,
    `PGPASSWORD='${password}' psql -h core-postgres -U ${role} -d ${database} -Atc "${statement}"`,
  );
}

test("come, are renamed with their data, and go with their data kept; no other connection drops, nothing restarts", async () => {
  const containers = await platform.containers();
  const live = await connect();
  await expect
    .poll(async () => (await Promise.all(live.map(identities))).map(({ size }) => size), { timeout: 10_000 })
    .toEqual([1, 1, 1]);

  platform.write(guest, describeGuest('"guest"'));
  await platform.up();
  secrets = await platform.secrets();
  expect(await sql("guest", "guest", "create table t as select 42 as answer; select answer from t")).toMatchObject({
    exitCode: 0,
  });
  const redis = await platform.imageOf("core-redis");
  const cache = (...commands: string[]) =>
    platform.neighbour(
      redis,
      "redis-cli -h core-redis",
      [`AUTH toys_guest ${secrets["core-redis/toys_guest"]}`, ...commands, ""].join("\n"),
    );
  expect((await cache("SET guest:k v")).text).toBe("OK\nOK");
  const publish = async () => {
    const { text } = await platform.neighbour(
      await platform.imageOf("core-mqtt"),
      `mosquitto_pub -h core-mqtt -V mqttv5 -q 1 -u toys_guest -P '${secrets["core-mqtt/toys_guest"]}' -t toys/guest/t -m x`,
    );
    return text;
  };
  expect(await publish()).toBe("");

  platform.write(guest, describeGuest('{ name: "visitor", renamedFrom: "guest" }'));
  await platform.up();
  const before = secrets;
  secrets = await platform.secrets();
  expect(await sql("visitor", "visitor", "select answer from t")).toMatchObject({ text: "42" });
  expect((await sql("guest", "visitor", "select 1", before["postgres/guest"])).exitCode).not.toBe(0);

  platform.remove(guest);
  const last = await platform.up();
  expect(last).toContain("visitor is no longer declared: its data is kept, it can no longer log in");
  expect((await sql("visitor", "visitor", "select 1")).text).toContain("not permitted to log in");
  expect((await cache("GET guest:k")).text).toMatch(/WRONGPASS/);
  expect(await publish()).toMatch(/not authori[sz]ed/i);
  const kept = [
    "exec",
    "core-postgres",
    "psql",
    "--username=postgres",
    "--dbname=visitor",
    "-Atc",
    "select answer from t",
  ];
  expect(await platform.docker(kept)).toBe("42");

  // Each client is still on its first connection, and still talks on it.
  expect((await Promise.all(live.map(identities))).map(({ size }) => size)).toEqual([1, 1, 1]);
  for (const name of live)
    expect(await platform.docker(["inspect", "--format", "{{.State.Running}}", name])).toBe("true");
  const lines = async () => (await platform.logs("live-mqtt")).split("\n").length;
  const said = await lines();
  await expect.poll(lines, { timeout: 10_000 }).toBeGreaterThan(said);
  await platform.docker(["rm", "--force", ...live]);
  expect(await platform.containers()).toEqual(containers);
}, 300_000);
