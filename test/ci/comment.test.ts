/** One comment, kept up to date, on stand-ins for the three forges' interfaces. */
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, onTestFinished, test } from "vitest";
import { checkout } from "../../cli/paths.ts";
import { ownFolder } from "./support.ts";

interface Comment {
  id: number;
  body: string;
  login: string;
}

const marker = "<!-- kompose: review -->";

/** Where each forge has a pull request's comments, and how it takes a token. */
const kinds = {
  github: { list: "/repos/us/kompose/issues/5/comments", one: "/repos/us/kompose/issues/comments/", token: "Bearer t" },
  forgejo: { list: "/repos/us/kompose/issues/5/comments", one: "/repos/us/kompose/issues/comments/", token: "token t" },
  gitlab: {
    list: "/projects/us%2Fkompose/merge_requests/5/notes",
    one: "/projects/us%2Fkompose/merge_requests/5/notes/",
    token: "t",
  },
};
type Kind = keyof typeof kinds;

/** A forge with comments, two to a page. */
async function forge(kind: Kind, comments: Comment[] = []) {
  const { list, one, token } = kinds[kind];
  const asked: string[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      const url = new URL(request.url ?? "", "http://forge");
      asked.push(`${request.method} ${url.pathname}`);
      const answer = (status: number, value: unknown, headers = {}) => {
        response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(value));
      };
      const header = kind === "gitlab" ? request.headers["private-token"] : request.headers.authorization;
      if (header !== token) return answer(401, { message: "who?" });
      const shown = (comment: Comment) =>
        kind === "gitlab"
          ? { ...comment, author: { username: comment.login } }
          : { ...comment, user: { login: comment.login } };
      if (request.method === "GET" && url.pathname === list) {
        const page = Number(url.searchParams.get("page") ?? 1);
        const more = comments.length > page * 2;
        const next = `<http://127.0.0.1:${port}${list}?page=${page + 1}>; rel="next"`;
        return answer(200, comments.slice((page - 1) * 2, page * 2).map(shown), more ? { link: next } : {});
      }
      if (request.method === "POST" && url.pathname === list) {
        comments.push({ id: 100, body: JSON.parse(body).body, login: "bot" });
        return answer(201, shown(comments.at(-1) as Comment));
      }
      const found = comments.find(({ id }) => url.pathname === `${one}${id}`);
      if (found === undefined || request.method !== (kind === "gitlab" ? "PUT" : "PATCH")) return answer(404, {});
      found.body = JSON.parse(body).body;
      answer(200, shown(found));
    });
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { api: `http://127.0.0.1:${port}`, asked, comments };
}

/** What a review left: its exit code and its comment. */
function review(code: string | undefined, text?: string): string {
  const folder = join(ownFolder(), "review");
  mkdirSync(folder);
  if (code !== undefined) writeFileSync(join(folder, "code"), `${code}\n`);
  if (text !== undefined) writeFileSync(join(folder, "comment.md"), text);
  return folder;
}

async function post(kind: Kind, api: string, folder: string, ...more: string[]) {
  const env = { COMMENT_TOKEN: "t", COMMENT_AS: "bot" };
  const result = await execa(join(checkout, ".ci/comment.mjs"), [kind, api, "us/kompose", "5", folder, ...more], {
    env,
    reject: false,
  });
  return result;
}

const others = (n: number): Comment[] =>
  Array.from({ length: n }, (_, i) => ({ id: i + 1, body: `looks good ${i}`, login: "somebody" }));

describe.each(Object.keys(kinds) as Kind[])("%s", (kind) => {
  test("the first review is posted, the next ones change it, wherever it is by then", async () => {
    const { api, comments, asked } = await forge(kind, others(3));
    expect((await post(kind, api, review("2", "one container"))).stderr).toBe("");
    expect(comments.map(({ body }) => body).slice(3)).toEqual([`${marker}\none container`]);
    comments.push(...others(3).map((comment) => ({ ...comment, id: comment.id + 10 })));
    await post(kind, api, review("3", "data at risk"));
    expect(comments).toHaveLength(7);
    expect(comments[3]?.body).toBe(`${marker}\ndata at risk`);
    asked.length = 0;
    await post(kind, api, review("3", "data at risk"));
    expect(asked.filter((request) => !request.startsWith("GET"))).toEqual([]);
  });

  test("where nothing changes nothing is posted, and an older comment says so", async () => {
    const { api, comments } = await forge(kind, others(1));
    expect((await post(kind, api, review("0"))).exitCode).toBe(0);
    expect(comments).toHaveLength(1);
    await post(kind, api, review("2", "one container"));
    await post(kind, api, review("0", ""));
    expect(comments).toHaveLength(2);
    expect(comments[1]?.body).toBe(`${marker}\nThis change changes nothing that runs any more.`);
  });
});

test.each([undefined, "1", "5", "rm -rf"])(
  "a review that ended with %s is told only where something was told before",
  async (code) => {
    const { api, comments } = await forge("github");
    await post("github", api, review(code, "never read"));
    expect(comments).toEqual([]);
    await post("github", api, review("2", "one container"));
    await post("github", api, review(code));
    expect(comments.map(({ body }) => body)).toEqual([
      `${marker}\nThe last version of this change could not be reviewed: its run says why.`,
    ]);
  },
);

test("somebody else's comment that begins like ours is theirs, and another of our account's stays", async () => {
  const before: Comment[] = [
    { id: 1, body: `${marker}\nmine`, login: "somebody" },
    { id: 2, body: "coverage: 100 %", login: "bot" },
  ];
  const { api, comments } = await forge("github", [...before]);
  await post("github", api, review("2", "one container"));
  const bodies = before.map(({ body }) => body);
  expect(comments.map(({ body }) => body)).toEqual([...bodies, `${marker}\none container`]);
});

test("what a stranger's code says is said to be theirs, notifies nobody, and hides nothing", async () => {
  const { api, comments } = await forge("github");
  const text = "@maintainer look (@team/all), postgres:18@sha256:abc <!-- hidden -->";
  await post("github", api, review("2", text), "--stranger");
  expect(comments[0]?.body).toBe(
    `${marker}\n_Made by the code of somebody from outside, of nothing that runs._\n\n` +
      "@\u200bmaintainer look (@\u200bteam/all), postgres:18@sha256:abc &lt;!-- hidden -->",
  );
});

test("a comment is never longer than it may be, and a link in the folder leads nowhere", async () => {
  const { api, comments } = await forge("github");
  await post("github", api, review("2", "x".repeat(100_000)));
  expect(comments[0]?.body).toHaveLength(65_536);
  const folder = review("2");
  symlinkSync("/etc/hostname", join(folder, "comment.md"));
  await post("github", api, folder);
  expect(comments[0]?.body).toContain("could not be reviewed");
});

test("a mistake is one sentence", async () => {
  const { api } = await forge("github");
  const said = async (args: string[], env: Record<string, string> = {}) => {
    const { stderr, exitCode } = await execa(join(checkout, ".ci/comment.mjs"), args, { env, reject: false });
    expect(exitCode).toBe(1);
    return stderr;
  };
  expect(await said([])).toBe("error: it takes github, forgejo or gitlab, an API, a repository, a number and a folder");
  const whole = ["github", api, "us/kompose", "5", review("2", "x")];
  expect(await said(whole)).toBe("error: there is no token in COMMENT_TOKEN");
  expect(await said(whole, { COMMENT_TOKEN: "wrong" })).toContain("was answered 401");
});
