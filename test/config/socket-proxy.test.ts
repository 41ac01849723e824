import { expect, test } from "vitest";
import { allowedRequests, socketProxyFiles } from "../../config/socket-proxy.ts";
import { socket } from "../../services/proxy/socket.ts";

const id = "0123456789abcdef".repeat(4);
const [file] = socketProxyFiles();
const lines = (file?.content(() => expect.fail("it holds no secret")) ?? "").split("\n").map((line) => line.trim());

/** Whether the list passes on a request, by the patterns that HAProxy gets. */
function isListed(request: string): boolean {
  const patterns = lines.flatMap((line) => /^acl listed var\(txn\.request\) -m reg '(.*)'$/.exec(line)?.[1] ?? []);
  expect(patterns).toHaveLength(allowedRequests.length);
  return patterns.some((pattern) => new RegExp(pattern).test(request));
}

test.each([
  "HEAD /_ping",
  "GET /_ping",
  "GET /v1.41/_ping",
  "GET /v1.54/version",
  "GET /v1.41/events",
  "GET /v1.41/events?filters=%7B%22type%22%3A%7B%22container%22%3Atrue%7D%7D",
  "GET /v1.41/containers/json",
  "GET /v1.41/containers/json?all=1",
  "GET /containers/json?all=1&filters=%7B%7D",
  `GET /v1.41/containers/${id}/json`,
])("%s is on the list", (request) => expect(isListed(request)).toBe(true));

test.each([
  "HEAD /version",
  "POST /_ping",
  "GET /info",
  "GET /v1.41/v1.41/version",
  "GET /v1.411/version",
  "GET /v1x41/version",
  "GET /v2.41/version",
  "GET /version/",
  "GET /_ping?",
  "GET /events?since=1",
  "GET /containers/json?all=1&size=1",
  "GET /containers/json?all=1;size=1",
  "GET /containers/json?%73ize=1",
  `GET /containers/${id}/json?size=1`,
  `GET /containers/${id.toUpperCase()}/json`,
  `GET /containers/${id}0/json`,
  "GET /containers/core-postgres/json",
  `GET /containers/${id}/top`,
  `GET /containers/${id}/json/../archive`,
  " GET /_ping",
  "GET /_ping ",
  "GET http://docker/_ping",
])("%s is not", (request) => expect(isListed(request)).toBe(false));

test("every request has its reason, and its pattern is anchored", () => {
  for (const { path, why } of allowedRequests) {
    expect(path.source).toMatch(/^\^.*\$$/);
    expect(why).not.toBe("");
  }
});

test("what is not on the list is refused before anything is taken from the request", () => {
  const refusal = lines.findIndex((line) => line.startsWith("http-request deny") && line.endsWith("if !listed"));
  const rules = lines.slice(refusal).filter((line) => line.startsWith("http-request"));
  expect(rules.map((line) => line.split(" ").slice(1, 3).join(" "))).toEqual([
    ...Array(4).fill("deny status"),
    "set-log-level silent",
    "del-header .",
    "set-header Host",
    "set-timeout server",
  ]);
});

test("it is told anew only by a new container", () => expect(file).toMatchObject({ onChange: "restart" }));

test("the health check asks the engine through the proxy", () => {
  const health = socket.health.command.join(" ");
  expect(health).toContain("/dev/tcp/127.0.0.1/2375");
  expect(health).toContain("GET /_ping");
});
