/** The proxy of the engine's socket, before the tests' own engine: what it lets through, and what it never does. */
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cacheDirectory, checkout } from "../../cli/paths.ts";
import { images } from "../../config/images.ts";
import { enginePath, socketProxyFiles, socketProxyPort } from "../../config/socket-proxy.ts";
import { socket as description } from "../../services/proxy/socket.ts";
import { startTestEngine, type TestEngine } from "../support/engine.ts";
import { Containers, hardened } from "./containers.ts";
import { forbiddenRequests } from "./forbidden-requests.ts";

const toy = "kompose-toy:1.0.0";
const command = ["haproxy", "-f", "/run/secrets/haproxy.cfg"];

let engine: TestEngine;
let containers: Containers;
let options: string[];
let address: string;
beforeAll(async () => {
  // The engine writes down every request that reaches it.
  engine = await startTestEngine({
    images: [images.haproxy, images.traefik, images.busybox, toy],
    arguments: ["--debug"],
  });
  containers = new Containers(engine);
  await containers.docker("network", "create", "tests");
  const [file] = socketProxyFiles();
  await containers.files("proxy", "0:0", { "haproxy.cfg": file?.content(() => expect.fail("no secret")) ?? "" });
  options = [...hardened("0:0"), "--memory=32m", "--volume=proxy:/run/secrets:ro"];
  const socket = `--volume=${engine.host.replace("unix://", "")}:${enginePath}`;
  await containers.start("proxy", images.haproxy, [...options, socket], command);
  await containers.until("proxy", ...description.health.command);
  address = await containers.docker("inspect", "--format", "{{.NetworkSettings.Networks.tests.IPAddress}}", "proxy");
});
afterAll(() => engine?.stop(), 60_000);

/** What comes back for each of `requests`, sent byte by byte. */
async function raw(requests: readonly string[]): Promise<string[]> {
  const program = join(checkout, "test/support/raw-requests.ts");
  const { stdout, stderr } = await engine.run([process.execPath, program, address, String(socketProxyPort)], {
    input: JSON.stringify(requests),
  });
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout);
}

const ask = async (target: string, method = "GET") =>
  (await raw([`${method} ${target} HTTP/1.1\r\nHost: docker\r\n\r\n`]))[0] ?? "";

/** The statuses of all answers on one connection. */
const statuses = (answer: string) => [...answer.matchAll(/HTTP\/1\.[01] (\d{3})/g)].map(([, status]) => Number(status));

/** The requests that reached the engine so far, as its own log has them. */
async function reached(): Promise<string[]> {
  const { stdout } = await engine.run(["cat", join(cacheDirectory, "test-engine/dockerd.log")]);
  return [...stdout.matchAll(/msg="Calling ([^"]+)"/g)].map(([, call = ""]) => call);
}

/** Now, as the engine takes it for its events. */
const seconds = () => (Date.now() / 1000).toFixed(3);

/** What the engine holds. */
async function holdings(): Promise<string[][]> {
  const lists = ["container ls --all", "image ls", "network ls", "volume ls"];
  const ids = lists.map((list) => containers.docker(...list.split(" "), "--quiet"));
  return (await Promise.all(ids)).map((text) => text.split("\n").sort());
}

test(`${forbiddenRequests.length} forbidden requests are refused, and none reaches the engine`, async () => {
  expect(forbiddenRequests.length).toBeGreaterThan(180);
  expect(new Set(forbiddenRequests.map(({ name }) => name)).size).toBe(forbiddenRequests.length);
  const before = await holdings();
  const known = (await reached()).length;
  const since = seconds();
  const answers = await raw(forbiddenRequests.map(({ bytes }) => bytes));
  const calls = (await reached()).slice(known);
  const passed = forbiddenRequests.filter(
    (_, index) => !statuses(answers[index] ?? "").every((status) => status >= 400),
  );
  expect(passed.map(({ name }) => name)).toEqual([]);
  expect(calls).toEqual([]);
  const events = await containers.docker("events", `--since=${since}`, `--until=${seconds()}`);
  expect(events).toBe("");
  expect(await holdings()).toEqual(before);
});

test("a refusal names the method and says why, and is a line in the log", async () => {
  const marker = `/${randomUUID()}`;
  const answer = await ask(marker, "DELETE");
  expect(answer).toMatch(/^HTTP\/1\.1 403 /);
  expect(answer).toMatch(/content-type: text\/plain\r\n/);
  expect(answer).toMatch(/\r\n\r\nDELETE of this is not on the list\n$/);
  const gateway = await containers.docker(
    "network",
    "inspect",
    "--format",
    "{{(index .IPAM.Config 0).Gateway}}",
    "tests",
  );
  const log = (await containers.log("proxy")).split("\n");
  expect(log).toContain(`refused client=${gateway} method=DELETE target=${marker} status=403`);
  const quiet = log.length;
  await ask("/version");
  expect((await containers.log("proxy")).split("\n")).toHaveLength(quiet);
});

test("a forbidden request behind an allowed one is refused on the same connection", async () => {
  const ping = "GET /_ping HTTP/1.1\r\nHost: docker\r\n\r\n";
  const create = "POST /containers/create HTTP/1.1\r\nHost: docker\r\nContent-Length: 2\r\n\r\n{}";
  const [answer = ""] = await raw([ping + create]);
  expect(statuses(answer)).toEqual([200, 403]);
});

test("what HTTP/1.1 may ignore is ignored", async () => {
  const request = (...headers: string[]) => ["GET /_ping HTTP/1.1", "Host: docker", ...headers, "", ""].join("\r\n");
  const answers = await raw([
    request("Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABk"),
    request("Upgrade: tcp"),
    request("X: a folded", " Transfer-Encoding: chunked"),
  ]);
  for (const answer of answers) expect(statuses(answer)).toEqual([200]);
});

test("the engine sees no header of the client", async () => {
  // To a client that expects something it does not know, a server in Go says 417.
  const request = "GET /_ping HTTP/1.1\r\nHost: docker\r\nExpect: nothing\r\n\r\n";
  expect(statuses((await raw([request]))[0] ?? "")).toEqual([200]);
});

test("what Traefik asks for is answered", async () => {
  const ping = await ask("/_ping", "HEAD");
  expect(ping).toMatch(/^HTTP\/1\.1 200 /);
  const version = /^api-version: (1\.\d+)\r$/im.exec(ping)?.[1] ?? expect.fail(ping);
  expect(await ask(`/v${version}/version`)).toContain('"ApiVersion"');
  expect(await ask("/_ping")).toMatch(/OK$/);
  const id = await containers.docker("inspect", "--format", "{{.Id}}", "proxy");
  expect(await ask(`/v${version}/containers/json?all=1`)).toContain(id);
  expect(await ask(`/v${version}/containers/${id}/json`)).toContain('"Name":"/proxy"');
});

test("the engine's events come as they happen", async () => {
  const filters = encodeURIComponent(JSON.stringify({ event: { create: true } }));
  const url = `http://proxy:${socketProxyPort}/v1.41/events?filters=${filters}`;
  await containers.start("listener", images.busybox, [], ["timeout", "20", "wget", "-q", "-O", "-", url]);
  await sleep(5_000);
  expect((await containers.log("listener")).trim()).toBe("");
  await containers.docker("create", "--name=happened", containers.image(images.busybox));
  expect(
    JSON.parse(await containers.untilLogged("listener", "happened").then(() => containers.log("listener"))),
  ).toMatchObject({ Action: "create", Actor: { Attributes: { name: "happened" } } });
});

test("Traefik finds services through it, those that start later too", async () => {
  const service = (name: string) => [
    "--label=traefik.enable=true",
    `--label=traefik.http.routers.${name}.rule=PathPrefix(\`/${name}\`)`,
    `--label=traefik.http.services.${name}.loadbalancer.server.port=8080`,
    `--label=traefik.http.routers.${name}.middlewares=${name}`,
    `--label=traefik.http.middlewares.${name}.stripprefix.prefixes=/${name}`,
  ];
  const flags = [
    "--entrypoints.web.address=:80",
    `--providers.docker.endpoint=tcp://proxy:${socketProxyPort}`,
    "--providers.docker.exposedbydefault=false",
  ];
  const get = (name: string) => ["wget", "-q", "-O", "-", `http://127.0.0.1/${name}/`];
  await containers.start("early", toy, service("early"));
  await containers.start("traefik", images.traefik, hardened("65532:65532"), flags);
  expect(await containers.until("traefik", ...get("early"))).toContain("1.0.0");
  await containers.start("late", toy, service("late"));
  expect(await containers.until("traefik", ...get("late"))).toContain("1.0.0");
  expect(await containers.log("traefik")).not.toMatch(/ERR|error/);
});

test("a client that is gone costs nothing more", async () => {
  // Connections to port 2375 (0947) that are established (01) or left by the other side (08).
  const open = async () => {
    const { stdout } = await containers.try("exec", "proxy", "bash", "-c", "grep -c ':0947 .* 0[18] ' /proc/net/tcp");
    return Number(stdout);
  };
  const before = await open();
  const filters = encodeURIComponent(JSON.stringify({ type: { plugin: true } }));
  const url = `http://proxy:${socketProxyPort}/events?filters=${filters}`;
  await containers.start("visitor", images.busybox, [], ["wget", "-q", "-O", "-", url]);
  while ((await open()) <= before) await sleep(50);
  await containers.docker("rm", "--force", "visitor");
  await expect.poll(open, { timeout: 10_000 }).toBe(before);
});

test("it is unhealthy without an engine, and ends within seconds whoever listens", async () => {
  await containers.start("lonely", images.haproxy, options, command);
  await containers.until("lonely", "bash", "-c", `exec 3<>/dev/tcp/127.0.0.1/${socketProxyPort}`);
  expect(await containers.try("exec", "lonely", ...description.health.command)).toMatchObject({ exitCode: 1 });
  expect(await containers.try("exec", "proxy", ...description.health.command)).toMatchObject({ exitCode: 0 });
  const started = performance.now();
  expect(await containers.stop("proxy")).toBe(0);
  expect(performance.now() - started).toBeLessThan(6_000);
});
