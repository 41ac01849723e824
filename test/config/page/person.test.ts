import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pageFiles } from "../../../config/page/page-files.ts";
import { PageServer, share } from "./page-server.ts";
import { textOf } from "./share.ts";

const signOut = "https://sso.example.org/oauth2/sign_out?rd=https%3A%2F%2Fexample.org%2F";
const withSignIn = { ...share, signOut };

let server: PageServer;
beforeAll(async () => {
  server = await PageServer.start({}, withSignIn);
});
afterAll(() => server.stop());

const ada = {
  "X-Auth-Request-Preferred-Username": "ada",
  "X-Auth-Request-Email": "ada@example.org",
  "X-Auth-Request-Groups": "offline_access, viewer,admin,editor",
};

/** What the page says in its head about who is signed in. */
async function saidTo(headers: Record<string, string>): Promise<string | undefined> {
  const { body } = await server.ask("/", headers);
  const [, said] = /<p class="person">(.*?)<\/p>/s.exec(body.toString()) ?? [];
  return said
    ?.replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}

test("the name and the platform's roles of who is signed in are said, and a way out", async () => {
  expect(await saidTo(ada)).toBe("Signed in as ada admin, editor, viewer Sign out");
  expect((await server.ask("/", ada)).body.toString()).toContain(`<a href="${signOut}">Sign out</a>`);
});

test.each([
  ["no name but an address", { "X-Auth-Request-Email": "ada@example.org" }, "ada@example.org no role yet"],
  ["roles that only look like ours", { ...ada, "X-Auth-Request-Groups": "admins,/viewer" }, "ada no role yet"],
  [
    "letters of its own",
    { "X-Auth-Request-Preferred-Username": Buffer.from("zoë").toString("latin1") },
    "zoë no role yet",
  ],
])("a person with %s", async (_, headers, said) => {
  expect(await saidTo(headers)).toBe(`Signed in as ${said} Sign out`);
});

test("a name is text, whatever it is", async () => {
  const { body } = await server.ask("/", {
    "X-Auth-Request-Preferred-Username": `"><script>'&$&{roles}<!--/person-->`,
  });
  expect(body.toString()).toContain(
    '<b>&#34;&#62;&#60;script&#62;&#39;&#38;$&#38;{roles}&#60;!--/person--&#62;</b> <span class="roles">no role yet</span>',
  );
});

test("to nobody, nothing of it is shown", async () => {
  const { body } = await server.ask("/", { "X-Auth-Request-Groups": "admin" });
  expect(body.toString()).not.toMatch(/person|Sign out|\{name\}/);
  expect(body.toString()).toContain("</html>");
});

test("it is kept by nobody, and is the same for everybody only where nobody signs in", async () => {
  const { headers } = await server.ask("/", { ...ada, "If-None-Match": "*" });
  expect(headers).toMatchObject({
    "cache-control": "private, no-store",
    vary: "Accept-Encoding, Cookie",
    "content-security-policy": expect.stringContaining("default-src 'none'"),
  });
  expect(headers.etag).toBeUndefined();
  expect((await server.ask("/page.css", ada)).headers).toMatchObject({ "cache-control": "no-cache" });

  using other = await PageServer.start();
  const answer = await other.ask("/", ada);
  expect(answer.headers).toMatchObject({ "cache-control": "no-cache", etag: expect.any(String) });
  expect(answer.body.toString()).toBe(textOf(pageFiles(share), "index.html"));
});

test.each([
  ["br", brotliDecompressSync],
  ["gzip", gunzipSync],
])("it is sent in %s where that is understood", async (encoding, decompress) => {
  const { headers, body } = await server.ask("/", { ...ada, "Accept-Encoding": encoding });
  expect(headers).toMatchObject({ "content-encoding": encoding, "content-length": String(body.length) });
  expect(decompress(body).toString()).toContain("<b>ada</b>");
});

test("it is its headers alone for HEAD, and not on another's host", async () => {
  const head = await server.ask("/", ada, "HEAD");
  expect([head.status, head.body.length, Number(head.headers["content-length"])]).toEqual([
    200,
    0,
    (await server.ask("/", ada)).body.length,
  ]);
  expect((await server.ask("/", { ...ada, Host: "other.example.org" })).status).toBe(404);
});
