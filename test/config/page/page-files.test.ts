import { brotliCompressSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { pageFiles } from "../../../config/page/page-files.ts";
import { served } from "../../../config/page/server/served.ts";
import type { PageShare } from "../../../config/page/share.ts";
import { contrast, palettesIn } from "../../support/contrast.ts";
import { share, textOf } from "./share.ts";

const files = pageFiles(share);
const index = textOf(files, "index.html");
const indexOf = (of: Partial<PageShare>) => textOf(pageFiles({ ...share, ...of }), "index.html");

/** What stands between a tag that `start` begins and the next `end`. */
function part(text: string, start: string, end: string): string {
  const [, after] = text.split(start, 2);
  if (after === undefined) throw new Error(`no ${start}`);
  return after.slice(0, after.indexOf(end));
}

test("every service and client is in the list, in the diagram, and has details", () => {
  const once = (text: string) => index.split(text).length - 1;
  expect(share.services.length).toBeGreaterThan(15);
  for (const { name } of share.services) {
    expect([name, once(`data-service="${name}"`)]).toEqual([name, 1]);
    expect([name, once(`<dialog class="details" id="${name}"`)]).toEqual([name, 1]);
    expect([name, index.match(new RegExp(`<a class="card \\w+" href="#${name}"`, "g"))?.length]).toEqual([name, 1]);
  }
});

test("every connection is a line of the diagram", () => {
  const drawn = [...index.matchAll(/class="line" data-from="([^"]+)" data-to="([^"]+)"/g)].map(
    ([, from, to]) => `${from} ${to}`,
  );
  expect(drawn.sort()).toEqual([...new Set(share.connections.map(({ from, to }) => `${from} ${to}`))].sort());
});

test("details say who is talked to, over what, what for and with which credential, and by whom", () => {
  const words = (name: string) =>
    part(index, `<dialog class="details" id="${name}"`, "</dialog>")
      .replace(/<[^>]*>/g, " ")
      .replace(/\s+/g, " ");
  expect(words("link_app")).toContain(
    "Talks to core-postgres PostgreSQL database linkwarden credential postgres/linkwarden core-redis Redis cache keys linkwarden:* credential core-redis/link_app",
  );
  expect(words("link_app")).toContain("Asked by Nobody.");
  expect(words("link_app")).toContain("declared, not run here");
  expect(words("core-redis-sessions")).toContain("Image redis:8.0.6 Inside core-redis-sessions:6379");
  expect(words("core-redis-sessions")).toContain(
    "Asked by auth_oauth2_proxy Redis session keys __Secure-kompose-* credential core-redis-sessions/auth_oauth2_proxy",
  );
  expect(words("core-mqtt")).toContain("Address https://mqtt.example.org");
});

test("no value becomes markup", () => {
  const evil = `"><script>alert('&')</script>`;
  const text = indexOf({
    domain: evil,
    environment: evil,
    signOut: evil,
    account: evil,
    services: [
      { name: evil, stack: evil, kind: "service", image: evil, address: evil, internalAddress: evil },
      { name: "b", stack: "b", kind: "client" },
    ],
    connections: [{ from: "b", to: evil, over: evil, purpose: evil, credential: evil }],
  });
  expect(text).not.toContain("<script>alert");
  expect(text).toContain("&quot;&gt;&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;");
  expect(text.match(/<script/g)).toHaveLength(1);
});

test("nothing is inline that the content security policy forbids, and nothing comes from elsewhere", () => {
  expect(index).not.toMatch(/\sstyle=|\son[a-z]+=|<style|<script(?! type="module" src="\/page\.js"><\/script>)/);
  const loaded = [...index.matchAll(/(?:<link[^>]* href|<script[^>]* src|<img[^>]* src)="([^"]*)"/g)].map(
    ([, url]) => url,
  );
  expect(loaded.sort()).toEqual(
    Object.keys(served)
      .filter((path) => path !== "/")
      .sort(),
  );
  expect(textOf(files, "page.css")).not.toMatch(/url\(|@import/);
});

test("everything that is served is delivered, and everything that is delivered has a use", () => {
  const served_ = Object.values(served).map(({ file }) => file);
  const rest = files.map(({ path }) => path).filter((path) => !served_.includes(path));
  expect(rest.sort()).toEqual([
    "answers.ts",
    "content.ts",
    "errors.json",
    "person.ts",
    "served.ts",
    "server.ts",
    "services.json",
    "states.ts",
  ]);
  expect(files).toHaveLength(served_.length + rest.length);
  const imported = rest
    .filter((path) => path.endsWith(".ts"))
    .flatMap((path) =>
      [...textOf(files, path).matchAll(/^import (?!type).* from "(.+)";$/gm)].map(([, from]) => from ?? ""),
    );
  expect(imported.filter((from) => !from.startsWith("node:") && !rest.includes(from.replace(/^\.\//, "")))).toEqual([]);
});

test("only the server's own program takes a restart; a new route does not", () => {
  expect(files.filter(({ onChange }) => onChange === "restart").map(({ path }) => path)).toEqual(
    files.map(({ path }) => path).filter((path) => path.endsWith(".ts")),
  );
  const other = pageFiles({ ...share, services: share.services.filter(({ name }) => name !== "core-redis") });
  const changed = files.filter(({ path }) => textOf(files, path) !== textOf(other, path));
  expect(changed.map(({ path }) => path)).toEqual(["index.html", "services.json"]);
});

test("the server is told the services that run, and no client", () => {
  expect(JSON.parse(textOf(files, "services.json"))).toEqual({
    domain: "example.org",
    environment: "test",
    services: share.services.filter(({ kind }) => kind === "service").map(({ name }) => name),
    roles: ["admin", "editor", "viewer"],
  });
});

test("who is signed in is said where somebody can sign out, and an account is named where there is one", () => {
  const signOut = "https://sso.example.org/oauth2/sign_out?rd=https%3A%2F%2Fexample.org%2F";
  const account = "https://auth.example.org/realms/kompose/account";
  expect(index).not.toContain("person");
  expect(indexOf({ account })).not.toContain("person");
  const links = (of: Partial<PageShare>) =>
    [...part(indexOf(of), '<p class="person">', "</p>").matchAll(/<a href="([^"]*)">([^<]*)</g)].map(
      ([, address, text]) => [text, address],
    );
  expect(links({ signOut })).toEqual([["Sign out", signOut]]);
  expect(links({ signOut, account })).toEqual([
    ["Account", account],
    ["Sign out", signOut],
  ]);
});

test("all that a browser loads is less than 150 kB, with three times the services", () => {
  const services = ["", "2", "3"].flatMap((suffix) =>
    share.services.map((each) => ({ ...each, name: each.name + suffix })),
  );
  const connections = ["", "2", "3"].flatMap((suffix) =>
    share.connections.map((each) => ({ ...each, from: each.from + suffix })),
  );
  const all = pageFiles({ ...share, services, connections });
  const bytes = Object.values(served).map(({ file }) => brotliCompressSync(textOf(all, file)).length);
  expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(50_000);
});

describe("colours", () => {
  const palettes = palettesIn(textOf(files, "page.css"));
  const grounds = ["paper", "card"];
  const lines = ["line", "edge"];

  test.each(["light", "dark"] as const)("text can be read (%s)", (scheme) => {
    const of = (name: string) => palettes.find((each) => each.name === name)?.[scheme] ?? expect.fail(name);
    const texts = palettes.map(({ name }) => name).filter((name) => !grounds.includes(name) && !lines.includes(name));
    expect(texts).toContain("unhealthy");
    const poor = texts.flatMap((text) =>
      grounds.filter((ground) => contrast(of(text), of(ground)) < 4.5).map((ground) => `${text} on ${ground}`),
    );
    expect(poor).toEqual([]);
    expect(grounds.filter((ground) => contrast(of("edge"), of(ground)) < 3)).toEqual([]);
  });
});
