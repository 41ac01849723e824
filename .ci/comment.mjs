#!/usr/bin/env node
/**
 * Shows on a pull request what .ci/review found, in one comment that is kept up to date:
 *
 *   .ci/comment.mjs github|forgejo|gitlab API REPOSITORY NUMBER FOLDER [--stranger]
 *
 * API is the forge's own (https://api.github.com, https://forge.example.org/api/v1, https://gitlab.com/api/v4);
 * REPOSITORY is owner/name, on GitLab a project's number or path; NUMBER is the pull or merge request's. FOLDER holds
 * comment.md and code, as .ci/review leaves them. The token is in COMMENT_TOKEN. With --stranger the text comes from
 * somebody else's code: it is said so, and notifies nobody.
 *
 * Nothing is posted where nothing changes; an older comment then says so. It needs no package and any Node.js from 20
 * on, so that it starts at once on a machine that has nothing else of ours.
 */
import { existsSync, lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** By which the comment is found again. */
const marker = "<!-- kompose: review -->";
/** GitHub's limit of a comment, in characters; the others allow more. */
const longest = 65_536;

/**
 * How a forge's comments are listed, made and changed.
 * @type {Record<string, (api: string, repository: string, number: string) => {
 *   headers: (token: string) => Record<string, string>, list: string, one: (id: number) => string, change: string }>}
 */
const forges = {
  github: (api, repository, number) => ({
    headers: (token) => ({ authorization: `Bearer ${token}`, accept: "application/vnd.github+json" }),
    list: `${api}/repos/${repository}/issues/${number}/comments`,
    one: (id) => `${api}/repos/${repository}/issues/comments/${id}`,
    change: "PATCH",
  }),
  forgejo: (api, repository, number) => ({
    headers: (token) => ({ authorization: `token ${token}` }),
    list: `${api}/repos/${repository}/issues/${number}/comments`,
    one: (id) => `${api}/repos/${repository}/issues/comments/${id}`,
    change: "PATCH",
  }),
  gitlab: (api, repository, number) => {
    const notes = `${api}/projects/${encodeURIComponent(repository)}/merge_requests/${number}/notes`;
    return {
      headers: (token) => ({ "private-token": token }),
      list: notes,
      one: (id) => `${notes}/${id}`,
      change: "PUT",
    };
  },
};

/** @type {(message: string) => never} */
function fail(message) {
  process.stderr.write(`error: ${message}\n`);
  process.exit(1);
}

/**
 * A file of the folder, which may come from a stranger: a link is not followed.
 * @type {(name: string) => string | undefined}
 */
function read(name) {
  const path = join(folder, name);
  return existsSync(path) && lstatSync(path).isFile() ? readFileSync(path, "utf8") : undefined;
}

/**
 * What the comment says; undefined when there is nothing to say unless something was said before.
 * @returns {{ text: string, onlyInstead: boolean }}
 */
function comment() {
  const code = read("code")?.trim();
  const text = read("comment.md");
  if (code === "0") return { text: "This change changes nothing that runs any more.", onlyInstead: true };
  if (text === undefined || code === undefined || !/^[234]$/.test(code)) {
    return { text: "The last version of this change could not be reviewed: its run says why.", onlyInstead: true };
  }
  if (!stranger) return { text, onlyInstead: false };
  // A name with an invisible space behind its @ is nobody's, and in a digest, which nobody is named by, there is none.
  const quiet = text.replace(/(?<!\w)@(?=\w)/g, "@\u200b").replaceAll("<!--", "&lt;!--");
  return { text: `_Made by the code of somebody from outside, of nothing that runs._\n\n${quiet}`, onlyInstead: false };
}

/** @type {(method: string, url: string, body?: object) => Promise<{ value: any, next: string | undefined }>} */
async function ask(method, url, body) {
  const response = await fetch(url, {
    method,
    headers: { ...forge.headers(token), "content-type": "application/json", "user-agent": "kompose" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) fail(`${method} ${url} was answered ${response.status}: ${(await response.text()).slice(0, 500)}`);
  const next = /<([^>]+)>;\s*rel="next"/.exec(response.headers.get("link") ?? "")?.[1];
  return { value: await response.json(), next };
}

/**
 * The comment of an earlier run. Only one of the token's own counts, for only that can be changed.
 * @returns {Promise<{ id: number, body: string } | undefined>}
 */
async function earlier() {
  /** @type {string | undefined} */
  let url = `${forge.list}?per_page=100&limit=100`;
  while (url !== undefined) {
    const { value, next } = await ask("GET", url);
    const found = value.find((/** @type {any} */ { body, user, author }) => {
      const by = (user ?? author)?.login ?? (user ?? author)?.username;
      return body.startsWith(marker) && (as === undefined || by === as);
    });
    if (found !== undefined) return found;
    url = next;
  }
  return undefined;
}

const words = process.argv.slice(2).filter((word) => word !== "--stranger");
const stranger = process.argv.includes("--stranger");
const [name = "", api = "", repository = "", number = "", folder = ""] = words;
const makeForge = Object.hasOwn(forges, name) ? forges[name] : undefined;
const token = process.env.COMMENT_TOKEN ?? "";
/** The account that the token is of, where it is known: somebody else may begin a comment with the marker. */
const as = process.env.COMMENT_AS;
if (makeForge === undefined || words.length !== 5 || !/^\d+$/.test(number)) {
  fail("it takes github, forgejo or gitlab, an API, a repository, a number and a folder");
}
if (token === "") fail("there is no token in COMMENT_TOKEN");
const forge = makeForge(api.replace(/\/$/, ""), repository, number);

const { text, onlyInstead } = comment();
const body = `${marker}\n${text}`.slice(0, longest);
const before = await earlier();
if (before === undefined) {
  if (!onlyInstead) await ask("POST", forge.list, { body });
} else if (before.body.trim() !== body.trim()) {
  await ask(forge.change, forge.one(before.id), { body });
}
