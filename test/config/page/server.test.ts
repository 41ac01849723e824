import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { request } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { pageFiles } from "../../../config/page/page-files.ts";
import { type Answer, PageServer, share } from "./page-server.ts";
import { textOf } from "./share.ts";

let server: PageServer;
beforeAll(async () => {
  server = await PageServer.start();
});
afterAll(() => server.stop());

const ask = (...request: Parameters<PageServer["ask"]>): Promise<Answer> => server.ask(...request);

const browser = { Accept: "text/html,application/xhtml+xml,*/*;q=0.8" };

describe("the page", () => {
  test.each([
    ["br", "br, gzip", brotliDecompressSync],
    ["gzip", "gzip, deflate", gunzipSync],
    ["gzip", "br;q=0, gzip;q=0.5", gunzipSync],
    [undefined, "", (body: Buffer) => body],
  ])("is sent in %s where %s is understood", async (encoding, understood, decompress) => {
    const { status, headers, body } = await ask("/", { "Accept-Encoding": understood });
    expect([status, headers["content-type"], headers["content-encoding"], headers.vary]).toEqual([
      200,
      "text/html; charset=utf-8",
      encoding,
      "Accept-Encoding",
    ]);
    expect(decompress(body).toString()).toBe(textOf(pageFiles(share), "index.html"));
  });

  test("may load nothing but what comes from here, and says so itself", async () => {
    const { headers } = await ask("/");
    expect(headers).toMatchObject({
      "content-security-policy":
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
    });
  });

  test("is not sent again to who has it", async () => {
    const { headers } = await ask("/", { "Accept-Encoding": "br" });
    const etag = headers.etag ?? expect.fail("no ETag");
    const again = await ask("/", { "Accept-Encoding": "br", "If-None-Match": `"other", W/${etag}` });
    expect([again.status, again.headers.etag, again.body.length]).toEqual([304, etag, 0]);
    expect((await ask("/", { "If-None-Match": etag })).status).toBe(200);
  });

  test("is its headers alone for HEAD", async () => {
    const { status, headers, body } = await ask("/", {}, "HEAD");
    expect([status, Number(headers["content-length"]), body.length]).toEqual([
      200,
      Buffer.byteLength(textOf(pageFiles(share), "index.html")),
      0,
    ]);
  });

  test.each([
    ["/page.css?v=1", "text/css; charset=utf-8"],
    ["/page.js", "text/javascript; charset=utf-8"],
    ["/favicon.svg", "image/svg+xml"],
  ])("has %s", async (path, type) => {
    const { status, headers } = await ask(path);
    expect([status, headers["content-type"]]).toEqual([200, type]);
  });

  test("is the same on every port and in every spelling of the host", async () => {
    for (const host of ["example.org:8443", "EXAMPLE.org", "example.org."]) {
      expect([host, (await ask("/", { Host: host })).status]).toEqual([host, 200]);
    }
  });
});

describe("an error", () => {
  test.each([
    ["example.org", "/nowhere", 404, "There is no such page"],
    ["example.org", "/server.ts", 404, "There is no such page"],
    ["example.org", "/../server.ts", 404, "There is no such page"],
    ["example.org", "/errors/200", 404, "There is no such page"],
    ["nothing.example.org", "/", 404, "Nothing lives at this address"],
    ["nothing.example.org", "/status.json", 404, "Nothing lives at this address"],
    ["nothing.example.org", "/errors/404", 404, "Nothing lives at this address"],
    ["links.example.org", "/errors/403", 403, "Reachable only from inside addresses"],
    ["links.example.org", "/errors/429", 429, "Too many requests"],
    ["links.example.org", "/errors/500", 500, "The service failed"],
    ["links.example.org", "/errors/502", 502, "The service does not answer right now"],
    ["links.example.org", "/errors/503", 503, "The service does not answer right now"],
    ["links.example.org", "/errors/504", 504, "The service does not answer right now"],
  ])("on %s%s is %i: %s", async (host, path, status, title) => {
    const page = await ask(path, { ...browser, Host: host });
    expect([page.status, page.headers["content-type"]]).toEqual([status, "text/html; charset=utf-8"]);
    expect(page.body.toString()).toContain(`<h1>${title}</h1>`);
    expect(page.body.toString()).toContain('<a href="https://example.org/">');

    const problem = await ask(path, { Host: host });
    expect([problem.status, problem.headers["content-type"], problem.headers.vary]).toEqual([
      status,
      "application/problem+json",
      "Accept",
    ]);
    expect(JSON.parse(problem.body.toString())).toEqual({
      type: "about:blank",
      title,
      status,
      detail: expect.stringMatching(/\.$/),
    });
  });

  test("is a page whose style is allowed by its hash and nothing else", async () => {
    const { headers, body } = await ask("/nowhere", browser);
    const [, style = ""] = /<style>(.*)<\/style>/s.exec(body.toString()) ?? [];
    const hash = Buffer.from(await crypto.subtle.digest("SHA-256", Buffer.from(style))).toString("base64");
    expect(headers["content-security-policy"]).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    );
  });
});

describe("a request that is refused", () => {
  test.each(["POST", "PUT", "DELETE", "OPTIONS"])("%s", async (method) => {
    const { status, headers } = await ask("/", {}, method);
    expect([status, headers.allow]).toEqual([405, "GET, HEAD"]);
  });

  test("too long an address, too long a header", async () => {
    expect((await ask(`/${"a".repeat(2048)}`)).status).toBe(414);
    expect((await ask("/", { Cookie: "a".repeat(20_000) })).status).toBe(431);
  });

  test("no HTTP", async () => {
    const socket = connect(server.port, "127.0.0.1").setEncoding("utf8");
    socket.write("hello\r\n\r\n");
    const [text] = await once(socket, "data");
    expect(text).toMatch(/^HTTP\/1\.1 400 /);
    socket.destroy();
  });
});

test("its health is asked on any host", async () => {
  expect(await ask("/healthz", { Host: "127.0.0.1:8080" })).toMatchObject({ status: 200, body: Buffer.from("ok\n") });
});

// Each with a server of its own, side by side: much of it is waiting.
describe.concurrent("the states", () => {
  const container = (service: string, State: string, Status: string) => ({
    Id: "secret-id",
    Names: [`/${service}`],
    State,
    Status,
    Labels: { "dev.kompose.service": service, secret: "label" },
  });
  const states = async (of: PageServer) => {
    const { status, body } = await of.ask("/status.json");
    return { status, body: JSON.parse(body.toString()) };
  };

  test("are the engine's, in few words; who has no container is stopped", async () => {
    using mine = await PageServer.start({
      body: [
        container("core-postgres", "running", "Up 2 hours (healthy)"),
        container("core-redis", "exited", "Exited (137) About a minute ago"),
        // Being replaced: the better of the two counts.
        container("core-mqtt", "running", "Up 2 days (unhealthy)"),
        container("core-mqtt", "running", "Up 3 seconds (health: starting)"),
        container("somebody-else", "running", "Up 2 days (healthy)"),
      ],
    });
    const { status, body } = await states(mine);
    expect(status).toBe(200);
    expect(body).toEqual({
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      services: {
        "core-mqtt": { state: "starting", since: "3 seconds" },
        "core-postgres": { state: "healthy", since: "2 hours" },
        "core-redis": { state: "stopped", since: "about a minute" },
        "core-redis-sessions": { state: "stopped" },
      },
    });
    expect(mine.asked).toEqual(['/containers/json?all=1&filters={"label":["dev.kompose.environment=test"]}']);
  });

  test("of what does not simply run are told apart", async () => {
    using mine = await PageServer.start({
      body: [
        container("core-mqtt", "paused", "Up 5 minutes (Paused)"),
        container("core-postgres", "restarting", "Restarting (1) 4 seconds ago"),
        container("core-redis", "created", "Created"),
        container("core-redis-sessions", "running", "Up 2 days (unhealthy)"),
      ],
    });
    expect((await states(mine)).body.services).toEqual({
      "core-mqtt": { state: "stopped", since: "5 minutes" },
      "core-postgres": { state: "unhealthy", since: "4 seconds" },
      "core-redis": { state: "starting" },
      "core-redis-sessions": { state: "unhealthy", since: "2 days" },
    });
  });

  test("are asked for once in two seconds, however many ask", async () => {
    using mine = await PageServer.start();
    const all = await Promise.all(Array.from({ length: 20 }, () => states(mine)));
    expect(all.map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(mine.asked).toHaveLength(1);
    await sleep(2010);
    await states(mine);
    expect(mine.asked).toHaveLength(2);
  });

  test.each([
    ["refuses", { status: 403, body: { message: "secret" } }],
    ["says nonsense", { body: "secret" }],
    ["is too slow", { afterMs: 2500 }],
  ])("are not known where the engine %s", async (_, engineSays) => {
    using mine = await PageServer.start(engineSays);
    const { status, body } = await states(mine);
    expect([status, body.title]).toEqual([503, "The states are not known right now"]);
    expect(JSON.stringify(body)).not.toContain("secret");
    expect((await mine.ask("/")).status).toBe(200);
  });

  test("and everything else go on while files change, without a restart", async () => {
    using mine = await PageServer.start();
    const statusOn = async (host: string) => (await mine.ask("/", { Host: host })).status;
    mine.deliver({ ...share, domain: "example.com" });
    await vi.waitFor(async () => expect(await statusOn("example.com")).toBe(200), { timeout: 3000 });
    expect(await statusOn("example.org")).toBe(404);

    // A file that can not be used is no reason to stop.
    writeFileSync(join(mine.folder, "services.json"), "{");
    await vi.waitFor(
      async () => {
        expect(await statusOn("example.com")).toBe(200);
        expect(mine.said).toContain("changed files can not be read");
      },
      { timeout: 3000 },
    );
  });

  test("asked for when the server is told to stop are still answered; then it ends well", async () => {
    using mine = await PageServer.start({ afterMs: 300 });
    const path = { port: mine.port, path: "/status.json", headers: { Host: "example.org" } };
    const asking = request(path).end();
    await sleep(100);
    mine.process.kill("SIGTERM");
    const ended = once(mine.process, "exit");
    const [response] = await once(asking, "response");
    expect([response.statusCode, response.headers.connection]).toEqual([200, "close"]);
    await response.toArray();
    const [error] = await once(request(path).end(), "error");
    expect(error).toMatchObject({ code: "ECONNREFUSED" });
    expect(await ended).toEqual([0, null]);
  });
});
