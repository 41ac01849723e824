/** What the door makes of those who mean it no good, and of very many at once. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Door, domain, openDoor } from "../support/door.ts";
import { type MemoryUse, watchMemory } from "../support/memory.ts";
import { answersIn, whoamis } from "./hostile/answers.ts";
import { corpus } from "./hostile/corpus.ts";
import { distinct, forged, secure, toy as toyName } from "./hostile/entry.ts";
import { send } from "./hostile/send.ts";
import { faultsOf, isAdmitted } from "./hostile/verdict.ts";

let door: Door;
beforeAll(async () => {
  door = await openDoor();
}, 900_000);
afterAll(() => door?.platform.stop(), 60_000);

/** When the door was started, how often again, and whether it lacked memory. */
const life = () =>
  door.platform.docker([
    ...["inspect", "--format", "{{.State.StartedAt}} {{.RestartCount}} {{.State.OOMKilled}}", "proxy_app"],
  ]);

/** What a neighbour gets from an address inside. */
async function ask(address: string): Promise<string> {
  const { text } = await door.platform.neighbour(await door.platform.imageOf("internet"), `curl -sS ${address}`);
  return text;
}

/** A number that the door tells about itself, summed up over its labels. */
async function metric(pattern: RegExp): Promise<number> {
  const text = await ask("http://proxy_app.inside:8082/metrics");
  const lines = text.split("\n").filter((line) => pattern.test(line));
  return lines.reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);
}
const passedOn = () => metric(/^traefik_service_requests_total\{.*service="toys_toy@file"/);
const seen = async () => (JSON.parse(await ask("http://toys_toy:8080/seen")) as { requests: number }).requests;
const own = async () => ({ files: await metric(/^process_open_fds /), routines: await metric(/^go_goroutines /) });

const mebibytes = ({ highest, limit }: MemoryUse) => `${highest.toFixed(0)} of ${limit} MiB`;

describe("who looks for faults", () => {
  test("finds somebody who was let in", async () => {
    expect(isAdmitted(await door.home.curl(`https://inside.${domain}/`))).toBe(true);
    expect(isAdmitted(await door.home.curl(`https://inside.${domain}/whoami`))).toBe(true);
    expect(isAdmitted(await door.internet.curl(`https://${toyName}/`))).toBe(false);
  });

  test("finds a claim that came through, somebody else's answer, an error and a door that is no more", () => {
    const answer = (status: number, target: string, headers: object = {}) => {
      const own = { "X-Forwarded-For": ["192.0.2.1"], "X-Real-Ip": ["192.0.2.1"], "X-Forwarded-Proto": ["https"] };
      const body = JSON.stringify({ target, host: toyName, headers: { ...own, ...headers } });
      return `HTTP/1.1 ${status} Said\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    };
    const faults = (received: string, fresh = answer(200, "/whoami?of=mine")) =>
      faultsOf(
        { name: "", source: "", to: secure(), pieces: [], forges: true },
        { token: "mine", sent: 0, opened: 1, ended: 0, received, fresh: { received: fresh, milliseconds: 0 } },
        "192.0.2.1",
      );
    expect(faults(answer(200, "/whoami?of=mine"))).toEqual([]);
    expect(faults(answer(200, "/whoami?of=mine", { "X-A": [forged] }))).toHaveLength(1);
    expect(faults(answer(200, "/whoami?of=mine", { "X-Forwarded-For": ["192.0.2.7"] }))).toHaveLength(1);
    expect(faults(answer(200, "/whoami?of=mine") + answer(200, "/whoami?of=other"))).toHaveLength(1);
    expect(faults(answer(502, ""))).toHaveLength(2);
    expect(faults("", "")).toHaveLength(1);
  });

  test("sees the headers that reached the service, and how many requests did", async () => {
    const before = await seen();
    const args = ["--include", "--http1.1", "--header", "X-Mine: a", `https://${toyName}/whoami?of=b`];
    const [said] = whoamis(answersIn(await door.internet.curl(...args)));
    expect(said).toMatchObject({ target: "/whoami?of=b", headers: { "X-Mine": ["a"] } });
    expect(await seen()).toBe(before + 1);
  });
});

describe("malformed, oversized, slow and smuggling-shaped requests", () => {
  let started: string;
  let before: Awaited<ReturnType<typeof own>>;
  let stopWatching: () => Promise<MemoryUse>;
  beforeAll(async () => {
    [started, before] = await Promise.all([life(), own()]);
    stopWatching = watchMemory(door.platform, "proxy_app");
  });

  test("are more than two hundred, each another", () => {
    const all = Object.values(corpus).flat();
    expect(distinct(all)).toBe(all.length);
    expect(all.length).toBeGreaterThan(220);
  });

  test.each(Object.entries(corpus))(
    "of %s get nobody in, nobody else's answer, and no fault",
    async (family, entries) => {
      const [passedBefore, seenBefore] = await Promise.all([passedOn(), seen()]);
      const results = await send(door, toyName, entries);
      expect(results).toHaveLength(entries.length);
      const [passed, reached] = [(await passedOn()) - passedBefore, (await seen()) - seenBefore];
      const answers = results.flatMap(({ received }) => answersIn(received));
      const kinds = Object.entries(Object.groupBy(answers, ({ status }) => `${Math.floor(status / 100)}xx`));
      console.log(
        `${family}: ${entries.length} tried; answers ${kinds.map(([kind, list]) => `${kind} ${list?.length}`).join(", ")}; ` +
          `passed on ${passed}, reached the service ${reached}; ` +
          `slowest ordinary request ${Math.max(...results.map(({ fresh }) => fresh.milliseconds)).toFixed(0)} ms`,
      );
      const faults = results.flatMap((result, index) => {
        const entry = entries[index] ?? expect.fail("an answer to nothing");
        return faultsOf(entry, result, door.internet.address).map(
          (fault) => `${entry.name} (${entry.source}): ${fault}`,
        );
      });
      expect(faults).toEqual([]);
      // Nothing reached the service that the door does not know of. What nobody took to its end, it does not count.
      const cutOff = entries.reduce((sum, { unread, copies = 1 }) => sum + (unread === undefined ? 0 : copies), 0);
      expect(reached).toBeLessThanOrEqual(passed + cutOff);
    },
    180_000,
  );

  test("leave the door as it was: not restarted, with memory to spare, and as quick", async () => {
    const [memory, after] = [await stopWatching(), await own()];
    console.log(
      `after all of them: memory at most ${mebibytes(memory)}; ` +
        `open files ${before.files} → ${after.files}, goroutines ${before.routines} → ${after.routines}`,
    );
    expect(await life()).toBe(started);
    expect(memory.highest).toBeLessThan(memory.limit / 2);
    // Connections to the service that are kept for the next request are all that stays (maxIdleConnsPerHost).
    expect(after.files).toBeLessThan(before.files + 250);
    const took: number[] = [];
    for (let asked = 0; asked < 5; asked++) {
      const started = Date.now();
      expect(await door.internet.curl(`https://${toyName}/`)).toContain('"greeting":"toy"');
      took.push(Date.now() - started);
    }
    // Most of it is curl's own start; another test shares the machine, and can only add to it.
    expect(Math.min(...took)).toBeLessThan(1000);
  });
});

test("10,000 idle connections are held, within the memory that the door has", async () => {
  const { platform, internet } = door;
  const started = await life();
  const stopWatching = watchMemory(platform, "proxy_app");
  const printed = await platform.docker([
    ...["run", "--rm", "--network=container:internet", "--ulimit=nofile=12000:12000"],
    ...[platform.engine.images["kompose-toy:1.0.0"] ?? "", "hold", "--insecure", `--tls=${toyName}`],
    ...[`${internet.machine}:443`, "10000", "10s"],
  ]);
  const memory = await stopWatching();
  console.log(
    `capacity: ${printed}; memory ${memory.samples[0]?.toFixed(0)} MiB before, at most ${mebibytes(memory)}, ` +
      `${memory.samples.at(-1)?.toFixed(0)} MiB in the end`,
  );
  expect(JSON.parse(printed)).toEqual({
    opened: 10_000,
    answeredFirst: 10_000,
    answeredSecond: 10_000,
    errors: {},
    slowest: expect.any(Number),
  });
  expect(memory.highest).toBeLessThan(memory.limit);
  expect(await life()).toBe(started);
}, 300_000);
