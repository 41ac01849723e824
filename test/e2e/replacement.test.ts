/** The how-to followed to the letter, and a stateless service that changes under a steady stream of requests. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { TestPlatform } from "../support/platform.ts";

let platform: TestPlatform;
let description: string;
beforeAll(async () => {
  platform = await TestPlatform.start();
  await platform.up();
}, 900_000);
afterAll(() => platform?.stop(), 60_000);

const file = "services/toys/hello.ts";

/**
 * Asks the service a hundred times a second from a container beside it, each request on a new connection, until
 * `work` is done. The engine takes a leaving container's interface away some milliseconds before its name, so a
 * client with a connect time-out goes on to the other address; it waits two seconds for that.
 * @returns how often it answered, and what else happened
 */
async function whileAsking(
  work: () => Promise<unknown>,
): Promise<{ answers: Map<string, number>; failures: string[] }> {
  const image = await platform.imageOf(await helloContainer());
  await platform.docker([
    ...["run", "--detach", "--name", "stream", "--network", "kompose", "--entrypoint", "kompose-toy", image],
    ...["ask", "http://toys_hello:8080/", "10ms"],
  ]);
  try {
    await work();
  } finally {
    await platform.docker(["stop", "--time", "10", "stream"]);
  }
  const lines = (await platform.docker(["logs", "stream"])).split("\n").filter(Boolean);
  await platform.docker(["rm", "stream"]);
  const slowest = lines.pop();
  expect(slowest).toMatch(/^slowest /);
  const failures = lines.filter((line) => !line.startsWith("200 "));
  console.log(`${lines.length} requests, ${failures.length} failed, ${slowest}`);
  return {
    answers: new Map([...Map.groupBy(lines, (line) => line)].map(([line, all]) => [line, all.length])),
    failures,
  };
}

async function helloContainer(): Promise<string> {
  const ids = await platform.docker(["ps", "--quiet", "--filter", "label=dev.kompose.service=toys_hello"]);
  expect(ids.split("\n")).toHaveLength(1);
  return ids;
}

test("one new file starts a service, as docs/add-a-service.md says", async () => {
  const howTo = platform.read("docs/add-a-service.md");
  const [, path, text] =
    /Create `([^`]+)`:\n\n```ts\n([\s\S]*?)```/.exec(howTo) ?? expect.fail("the how-to has no file");
  expect(path).toBe(file);
  description = text as string;
  const before = await platform.containers();
  platform.write(file, description);
  await platform.up();
  expect((await platform.containers()).filter((id) => before.includes(id))).toEqual(before);
  const answer = await platform.neighbour(
    await platform.imageOf(await helloContainer()),
    "wget -q -O - http://toys_hello:8080/",
  );
  expect(JSON.parse(answer.text)).toMatchObject({ version: "1.0.0", greeting: "hello" });
  const url = await platform.docker(["exec", await helloContainer(), "cat", "/run/secrets/database-url"]);
  const asked = await platform.neighbour(
    await platform.imageOf("core-postgres"),
    `psql '${url}' -Atc 'select current_database()'`,
  );
  expect(asked.text).toBe("hello");
}, 120_000);

test("its image, a limit and a variable change, one after the other, and no request fails", async () => {
  const ids = new Set([await helloContainer()]);
  const { answers, failures } = await whileAsking(async () => {
    for (const [from, to] of [
      ["kompose-toy:1.0.0", "kompose-toy:2.0.0"],
      ['memory: "32MiB"', 'memory: "32MiB",\n  openFiles: 2048'],
      ['GREETING: "hello"', 'GREETING: "good morning"'],
    ] as const) {
      expect(description).toContain(from);
      description = description.replace(from, to);
      platform.write(file, description);
      await platform.up();
      ids.add(await helloContainer());
    }
  });
  expect(failures).toEqual([]);
  expect(ids.size).toBe(4);
  const said = [...answers.keys()].map((line) => JSON.parse(line.slice(4)));
  expect(said).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ version: "1.0.0", greeting: "hello" }),
      expect.objectContaining({ version: "2.0.0", greeting: "hello" }),
      expect.objectContaining({ version: "2.0.0", greeting: "good morning" }),
    ]),
  );
  const total = [...answers.values()].reduce((sum, count) => sum + count, 0);
  expect(total).toBeGreaterThan(500);
}, 300_000);

test("a change that never gets healthy fails up, says why, and leaves the old container serving", async () => {
  const before = await helloContainer();
  const secrets = await platform.secrets();
  const broken = description
    .replace("environment: {", 'environment: { BROKEN: "1",')
    .replace(
      'http(8080, "/healthz")',
      '{ ...http(8080, "/healthz"), startPeriodSeconds: 2 },\n  stop: { graceSeconds: 1 }',
    );
  expect(broken).toContain("startPeriodSeconds: 2");
  const { failures } = await whileAsking(async () => {
    platform.write(file, broken);
    const { text, exitCode } = await platform.command("up", ["e2e", "--yes"]);
    expect(exitCode).toBe(1);
    expect(text).toContain("toys_hello is not ready");
    expect(text).toContain("its last health check said:");
    expect(text).toContain("the last lines of its log:");
    expect(Object.values(secrets).filter((secret) => text.includes(secret))).toEqual([]);
    expect(await helloContainer()).toBe(before);
    // Again: still an error, never green on an unhealthy container.
    expect((await platform.command("up", ["e2e", "--yes"])).exitCode).toBe(1);
    expect(await helloContainer()).toBe(before);
    platform.write(file, description);
    await platform.up();
  });
  expect(failures).toEqual([]);
  expect(await helloContainer()).toMatch(/./);
  await platform.pulumi("preview", "--expect-no-changes");
}, 600_000);
