/**
 * Serves the platform's first page, the states of its services, and what is shown where nothing else answers. It runs
 * from the folder that holds what it serves, with nothing but Node.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { send, sendAsset, sendError, sendPersonal, sendProblem } from "./answers.ts";
import { content } from "./content.ts";
import { pageFor, personOf } from "./person.ts";
import { status } from "./states.ts";

const longestUrl = 2048;

async function sendStatus(response: ServerResponse): Promise<void> {
  try {
    const text = JSON.stringify(await status(content().site));
    send(response, 200, { "Content-Type": "application/json", "Cache-Control": "no-store" }, text);
  } catch {
    const detail = "The engine that knows the states does not answer.";
    sendProblem(response, { status: 503, title: "The states are not known right now", detail });
  }
}

/** The page's own host, whatever the port and the case: `Links.example.org:8443` is `links.example.org`. */
function hostOf({ headers }: IncomingMessage): string {
  return (headers.host ?? "").toLowerCase().replace(/\.?(:\d+)?$/, "");
}

/** Answers with a page of the site, or else with why there is none. */
async function sendPage(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
  const { assets, errors, personal, site } = content();
  const known = hostOf(request) === site.domain;
  const asset = known ? assets.get(path) : undefined;
  // The door asks for the page of an error with the host of the request that came to nothing.
  const [, asked = "404"] = /^\/errors\/(\d{3})$/.exec(path) ?? [];
  const error = errors.pages[asked === "404" && !known ? "unknown-host" : asked] ?? errors.pages["404"];
  if (known && path === "/" && personal !== undefined) {
    await sendPersonal(request, response, pageFor(personOf(request.headers, site.roles), personal));
  } else if (asset !== undefined) sendAsset(request, response, asset);
  else if (known && path === "/status.json") await sendStatus(response);
  else if (error !== undefined) sendError(request, response, error, errors.policy);
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = "", url = "" } = request;
  const [path = ""] = url.split("?", 1);
  if (method !== "GET" && method !== "HEAD") send(response, 405, { Allow: "GET, HEAD", Connection: "close" });
  else if (url.length > longestUrl) send(response, 414, { Connection: "close" });
  else if (path === "/healthz") send(response, 200, { "Content-Type": "text/plain" }, "ok\n");
  else await sendPage(request, response, path);
}

const limits = {
  maxHeaderSize: 16 * 1024,
  headersTimeout: 5000,
  requestTimeout: 10_000,
  // Longer than the 90 s that the door keeps an idle connection: it must be the one that closes it.
  keepAliveTimeout: 95_000,
};

/** Answers that are not sent yet. */
const open = new Set<ServerResponse>();
let stopping = false;

/** Lets a connection end with the answer that it waits for. */
function closeAfter(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader("Connection", "close");
}

const server = createServer(limits, (request, response) => {
  open.add(response);
  response.once("close", () => open.delete(response));
  if (stopping) closeAfter(response);
  void answer(request, response);
});

server.listen(Number(process.env.PORT ?? 8080), () => {
  process.stdout.write(`listening on ${(server.address() as AddressInfo).port}\n`);
});

process.once("SIGTERM", async () => {
  stopping = true;
  const closed = new Promise((resolve) => server.close(resolve));
  open.forEach(closeAfter);
  // For a second those who still have this address are refused at once, and go on to the next container.
  await Promise.race([Promise.all([closed, sleep(1000)]), sleep(4500)]);
  process.exit(0);
});
