/** How an answer is sent: headers, compression, and errors for people and for programs. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { ErrorPage } from "../error-pages.ts";
import type { Asset } from "./content.ts";

const always = { "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cache-Control": "no-cache" };

/** What the page may do: nothing but what comes from here. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Sends `body`, or its headers alone where `HEAD` asks for no more. */
export function send(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string | Buffer = "",
): void {
  response.writeHead(status, { ...always, "Content-Length": Buffer.byteLength(body), ...headers });
  response.end(response.req.method === "HEAD" ? undefined : body);
}

/** The values of a comma-separated header, without those that are refused with `q=0`. */
function values(header: string | string[] | undefined): string[] {
  return String(header ?? "")
    .split(",")
    .filter((value) => !/;\s*q=0(\.0*)?\s*$/.test(value))
    .map((value) => value.replace(/;.*/, "").trim());
}

/** The best compression that is understood. */
function encodingFor({ headers }: IncomingMessage): "br" | "gzip" | "identity" {
  const accepted = values(headers["accept-encoding"]);
  return (["br", "gzip"] as const).find((each) => accepted.includes(each)) ?? "identity";
}

function encoded(encoding: "br" | "gzip" | "identity"): Record<string, string> {
  return encoding === "identity" ? {} : { "Content-Encoding": encoding };
}

/** Sends a file, or that it has not changed, in the best compression that is understood. */
export function sendAsset(request: IncomingMessage, response: ServerResponse, { type, tag, bodies }: Asset): void {
  const encoding = encodingFor(request);
  const etag = `"${tag}-${encoding}"`;
  const about = { ETag: etag, Vary: "Accept-Encoding", "Content-Security-Policy": policy };
  if (values(request.headers["if-none-match"]).some((known) => known.replace(/^W\//, "") === etag)) {
    response.writeHead(304, { ...always, ...about }).end();
    return;
  }
  send(response, 200, { ...about, ...encoded(encoding), "Content-Type": type }, bodies[encoding]);
}

/** Quick rather than small: it is done for every request. */
const compress = {
  br: (page: string) => promisify(brotliCompress)(page, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }),
  gzip: (page: string) => promisify(gzip)(page),
  identity: async (page: string) => Buffer.from(page),
};

/** Sends a page that one person alone may see. Nobody keeps it: not a cache, and not the browser for who comes next. */
export async function sendPersonal(request: IncomingMessage, response: ServerResponse, page: string): Promise<void> {
  const encoding = encodingFor(request);
  const about = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": policy,
    "Cache-Control": "private, no-store",
    Vary: "Accept-Encoding, Cookie",
  };
  send(response, 200, { ...about, ...encoded(encoding) }, await compress[encoding](page));
}

/** Sends what a program can read of an error (RFC 9457). */
export function sendProblem(response: ServerResponse, { status, title, detail }: Omit<ErrorPage, "page">): void {
  const body = JSON.stringify({ type: "about:blank", title, status, detail });
  send(response, status, { "Content-Type": "application/problem+json", Vary: "Accept" }, body);
}

/**
 * Sends an error: as a page to who asks for one, else as a program can read it.
 * @param pagePolicy the content security policy of the page
 */
export function sendError(
  request: IncomingMessage,
  response: ServerResponse,
  error: ErrorPage,
  pagePolicy: string,
): void {
  if (values(request.headers.accept).includes("text/html")) {
    const about = { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": pagePolicy };
    send(response, error.status, { ...about, Vary: "Accept" }, error.page);
  } else {
    sendProblem(response, error);
  }
}
